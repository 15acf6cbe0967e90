package io.fanfare.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What many clients that return at once cost those that had stayed: {@code ReconnectStorm PORT [CLIENTS]}. The service runs in
 * profile {@code dev}, with {@code fanfare.limits.accepted-per-second} as it would be elsewhere. A hundred clients hear 200
 * events a second; then all others connect at once, each with 50 events to recover. Says whether every one recovered exactly,
 * and the latency of those that had stayed, before and during. The first run after the service's start meets code that is not
 * compiled yet.
 */
public final class ReconnectStorm {

    private static final int DESTINATIONS = 20;
    private static final int MISSED = 50;
    private static final int STAYED = 100;
    private static final int TOGETHER = 20;
    private static final long STEP_NANOS = 5_000_000;
    private static final long QUIET_NANOS = 5_000_000_000L;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

    private final int port;
    private final int clients;
    private final String run = Long.toString(System.nanoTime(), 36);
    private final AtomicBoolean storming = new AtomicBoolean();
    private final AtomicBoolean over = new AtomicBoolean();
    private final List<Long> quiet = new ArrayList<>();
    private final List<Long> during = new ArrayList<>();

    private ReconnectStorm(int port, int clients) {
        this.port = port;
        this.clients = clients;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int clients = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5_000;
        new ReconnectStorm(Integer.parseInt(arguments[0]), clients).run();
    }

    private String destination(int number) {
        return "/topic/storm." + run + "." + number % DESTINATIONS;
    }

    private void run() throws IOException, InterruptedException {
        String position = publishWhatIsMissed();
        Thread steady = Thread.ofPlatform().start(() -> unchecked(this::stay));
        LockSupport.parkNanos(2 * QUIET_NANOS);
        storming.set(true);
        long start = System.nanoTime();
        int exact = storm(position, start);
        double seconds = (System.nanoTime() - start) / 1e9;
        over.set(true);
        steady.join();
        System.out.printf("clients %d, recovered exactly %d, within %.1f s%n", clients, exact, seconds);
        System.out.printf("stayed, quiet:  %s%n", figures(quiet));
        System.out.printf("stayed, during: %s%n", figures(during));
        System.out.printf("p99 during / quiet: %.1f%n", percentile(during, 0.99) / percentile(quiet, 0.99));
    }

    private String publishWhatIsMissed() throws IOException {
        String[] last = {""};
        try (StompWire wire = new StompWire(port)) {
            await(wire, () -> wire.isOpen(), frame -> {});
            wire.send(CONNECT);
            await(wire, () -> !last[0].isEmpty(), frame -> last[0] = String.valueOf(header(frame, "position")));
            String position = last[0];
            last[0] = "";
            for (int i = 0; i < MISSED; i++) {
                for (int d = 0; d < DESTINATIONS; d++) {
                    boolean end = i == MISSED - 1 && d == DESTINATIONS - 1;
                    wire.send("SEND\ndestination:" + destination(d) + (end ? "\nreceipt:r" : "") + "\n\n" + i + "\0");
                }
            }
            await(wire, () -> !last[0].isEmpty(), frame -> last[0] = frame);
            return position;
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

    /** One client of the storm. */
    private static final class Returning {
        final StompWire wire;
        final int number;
        boolean connecting;
        int heard;
        boolean wrong;

        Returning(StompWire wire, int number) {
            this.wire = wire;
            this.number = number;
        }
    }

    /** Each client goes on as soon as it can, also while others still connect. */
    private int storm(String position, long start) throws IOException {
        Selector selector = Selector.open();
        int[] exact = new int[1];
        int left = clients;
        for (int i = 0; i < clients; i++) {
            Returning client = new Returning(new StompWire(port), i);
            client.wire.channel().configureBlocking(false);
            client.wire.channel().register(selector, SelectionKey.OP_READ, client);
            if (i % TOGETHER == 0) {
                selector.selectNow();
                left -= read(selector, position, exact);
            }
        }
        System.out.printf("connected after %.1f s%n", (System.nanoTime() - start) / 1e9);
        for (long deadline = System.nanoTime() + LONGEST_NANOS; left > 0 && System.nanoTime() < deadline; ) {
            selector.select(100);
            left -= read(selector, position, exact);
        }
        return exact[0];
    }

    /** Returns how many clients have heard all that they missed. */
    private int read(Selector selector, String position, int[] exact) throws IOException {
        int done = 0;
        for (SelectionKey key : selector.selectedKeys()) {
            Returning client = (Returning) key.attachment();
            client.wire.read(frame -> on(client, frame, position));
            if (client.wire.isOpen() && !client.connecting) {
                client.connecting = true;
                client.wire.send(CONNECT);
            }
            if (client.heard == MISSED) {
                key.cancel();
                done++;
                exact[0] += client.wrong ? 0 : 1;
            }
        }
        selector.selectedKeys().clear();
        return done;
    }

    private void on(Returning client, String frame, String position) {
        if (frame.startsWith("CONNECTED")) {
            unchecked(() -> client.wire.send("SUBSCRIBE\nid:sub-0\ndestination:" + destination(client.number)
                    + "\nreceipt:r\nlast-message-id:" + position + "\n\n\0"));
        } else if (frame.startsWith("RECEIPT")) {
            client.wrong |= !"true".equals(header(frame, "recovered"));
        } else if (frame.startsWith("MESSAGE")) {
            client.wrong |= !body(frame).equals(Integer.toString(client.heard));
            client.heard++;
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
            wire.send(CONNECT);
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
            long nanos = System.nanoTime() - Long.parseLong(body(frame));
            (storming.get() ? during : quiet).add(nanos);
        }
    }

    private static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1);
    }

    private static @Nullable String header(String frame, String name) {
        int start = frame.indexOf("\n" + name + ":");
        return start < 0 ? null : frame.substring(start + name.length() + 2, frame.indexOf('\n', start + 1));
    }

    private static String figures(List<Long> nanos) {
        return "p50 %.2f ms, p99 %.2f ms, of %d"
                .formatted(percentile(nanos, 0.5) / 1e6, percentile(nanos, 0.99) / 1e6, nanos.size());
    }

    private static double percentile(List<Long> nanos, double part) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? Double.NaN : sorted[(int) (part * (sorted.length - 1))];
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
