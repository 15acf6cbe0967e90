package io.fanfare.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * What many clients that return at once cost those that had stayed: {@code ReconnectStorm PORT [CLIENTS]}. The service runs in
 * profile {@code dev}, with {@code fanfare.limits.accepted-per-second} as it would be elsewhere. A hundred clients hear 200
 * events a second; then all others, which had been connected before, return at once, each with 50 events to recover, from a
 * process that takes what nobody else wants ({@link Elsewhere}). Says whether every one recovered exactly, and the latency of those that had stayed, before and
 * during.
 */
public final class ReconnectStorm {

    private static final int STAYED = 100;
    private static final long STEP_NANOS = 5_000_000;
    private static final long WARM_UP_NANOS = 5_000_000_000L;
    private static final long QUIET_NANOS = 10_000_000_000L;

    private final int port;
    private final int clients;
    private final String run = Long.toString(System.nanoTime(), 36);
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Latencies latencies = new Latencies();

    private ReconnectStorm(int port, int clients) {
        this.port = port;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000;
        new ReconnectStorm(Integer.parseInt(arguments[0]), clients).run();
    }

    private void run() throws IOException, InterruptedException {
        Elsewhere returners =
                Elsewhere.start(Returners.class, List.of(Integer.toString(port), Integer.toString(clients), run));
        returners.awaitLine("gone");
        publishWhatIsMissed();
        Thread steady = Thread.ofPlatform().start(() -> unchecked(this::stay));
        LockSupport.parkNanos(WARM_UP_NANOS);
        Latencies quiet = new Latencies();
        latencies = quiet;
        LockSupport.parkNanos(QUIET_NANOS);
        Latencies during = new Latencies();
        latencies = during;
        returners.begin();
        String returned = returners.end();
        over.set(true);
        steady.join();
        System.out.println(returned);
        System.out.printf("stayed, quiet:  %s%n", quiet);
        System.out.printf("stayed, during: %s%n", during);
        System.out.printf("p99 during / quiet: %.1f%n", during.percentile(0.99) / quiet.percentile(0.99));
    }

    private void publishWhatIsMissed() throws IOException {
        String[] last = {""};
        try (StompWire wire = new StompWire(port)) {
            await(wire, () -> wire.isOpen(), frame -> {});
            wire.send(Flood.CONNECT);
            for (int i = 0; i < Returners.MISSED; i++) {
                for (int d = 0; d < Returners.DESTINATIONS; d++) {
                    boolean end = i == Returners.MISSED - 1 && d == Returners.DESTINATIONS - 1;
                    wire.send("SEND\ndestination:" + Returners.destination(run, d) + (end ? "\nreceipt:r" : "") + "\n\n"
                            + i + "\0");
                }
            }
            await(wire, () -> last[0].startsWith("RECEIPT"), frame -> last[0] = frame);
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(StompWire wire, Condition condition, java.util.function.Consumer<String> frames)
            throws IOException {
        while (!condition.holds()) {
            wire.read(frames);
        }
    }

    /** Publishes on time, and hears it a hundred times. */
    private void stay() throws IOException {
        Selector selector = Selector.open();
        List<StompWire> wires = new ArrayList<>();
        int[] live = new int[1];
        for (int i = 0; i < STAYED; i++) {
            StompWire wire = new StompWire(port);
            await(wire, wire::isOpen, frame -> {});
            wire.send(Flood.CONNECT);
            wire.send("SUBSCRIBE\nid:sub-0\ndestination:/topic/stayed." + run + "\nreceipt:r\n\n\0");
            int before = live[0];
            await(wire, () -> live[0] > before, frame -> live[0] += frame.startsWith("RECEIPT") ? 1 : 0);
            wire.channel().configureBlocking(false);
            wire.channel().register(selector, SelectionKey.OP_READ, wire);
            wires.add(wire);
        }
        StompWire publisher = wires.getFirst();
        long due = System.nanoTime();
        while (!over.get()) {
            long now = System.nanoTime();
            if (now >= due) {
                publisher.send("SEND\ndestination:/topic/stayed." + run + "\n\n" + due + "\0");
                due += STEP_NANOS;
            }
            selector.select(1);
            for (SelectionKey key : selector.selectedKeys()) {
                ((StompWire) key.attachment()).read(this::stayed);
            }
            selector.selectedKeys().clear();
        }
        for (StompWire wire : wires) {
            wire.close();
        }
    }

    private void stayed(String frame) {
        if (frame.startsWith("MESSAGE")) {
            long nanos = System.nanoTime() - Long.parseLong(StompWire.body(frame));
            latencies.add(nanos);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void unchecked(Action action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
