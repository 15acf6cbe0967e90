package io.fanfare.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Clients that hear what one of them publishes on time, and notice whatever is lost. All of it on one thread. */
final class GoodClients implements AutoCloseable {

    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int STEPS_OF_HEAVY = 4;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /** One of the clients. */
    private static final class Hearer {
        final StompWire wire;
        boolean live;
        long heard;
        boolean wrong;

        Hearer(StompWire wire) {
            this.wire = wire;
        }
    }

    private final List<Hearer> hearers = new ArrayList<>();
    private final Selector selector;
    private final String light;
    private final String heavy;
    private final String muchToSend = "x".repeat(30_000);
    private Latencies latencies = new Latencies();
    private long published;

    /**
     * Connects them.
     *
     * @param heavy where much is published besides, which none of these hears
     */
    GoodClients(int port, int count, String light, String heavy) throws IOException {
        this.light = light;
        this.heavy = heavy;
        this.selector = Selector.open();
        for (int i = 0; i < count; i++) {
            Hearer hearer = new Hearer(Flood.open(port, 0));
            hearer.wire.send(Flood.CONNECT);
            hearer.wire.send("SUBSCRIBE\nid:sub-0\ndestination:" + light + "\nreceipt:r\n\n\0");
            while (!hearer.live) {
                hearer.wire.read(frame -> on(hearer, frame));
            }
            hearer.wire.channel().configureBlocking(false);
            hearer.wire.channel().register(selector, SelectionKey.OP_READ, hearer);
            hearers.add(hearer);
        }
    }

    private void on(Hearer hearer, String frame) {
        if (frame.startsWith("ERROR")) {
            throw new IllegalStateException("a good client was refused: " + frame);
        }
        if (frame.startsWith("RECEIPT")) {
            hearer.live = true;
        } else if (frame.startsWith("MESSAGE")) {
            String[] body = StompWire.body(frame).split(" ", 2);
            hearer.wrong |= Long.parseLong(body[0]) != hearer.heard;
            hearer.heard++;
            latencies.add(System.nanoTime() - Long.parseLong(body[1]));
        }
    }

    /** Publishes and hears until {@code over}, and hears the rest. */
    Latencies during(CountDownLatch over) throws IOException {
        latencies = new Latencies();
        StompWire publisher = hearers.getFirst().wire;
        long due = System.nanoTime();
        while (over.getCount() > 0) {
            if (System.nanoTime() >= due) {
                publisher.send("SEND\ndestination:" + light + "\n\n" + published + " " + due + "\0");
                if (published % STEPS_OF_HEAVY == 0) {
                    publisher.send("SEND\ndestination:" + heavy + "\n\n" + muchToSend + "\0");
                }
                published++;
                due += STEP_NANOS;
            }
            hear();
        }
        for (long end = System.nanoTime() + PATIENCE_NANOS; missing() > 0 && System.nanoTime() < end; ) {
            hear();
        }
        return latencies;
    }

    private void hear() throws IOException {
        selector.select(1);
        for (SelectionKey key : selector.selectedKeys()) {
            Hearer hearer = (Hearer) key.attachment();
            hearer.wire.read(frame -> on(hearer, frame));
        }
        selector.selectedKeys().clear();
    }

    /** Events that were published and not heard, or not in their order, of all clients. */
    long missing() {
        return hearers.stream()
                .mapToLong(hearer -> published - hearer.heard + (hearer.wrong ? 1 : 0))
                .sum();
    }

    @Override
    public void close() throws IOException {
        for (Hearer hearer : hearers) {
            hearer.wire.close();
        }
        selector.close();
    }
}
