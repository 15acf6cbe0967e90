package io.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** Clients that each abuse the service in one way, and begin anew when they are ended, until they are closed. */
final class Abusers implements AutoCloseable {

    private static final int SMALL = 4_096;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * What they have done.
     *
     * @param connected how often one had shaken hands
     * @param ended how often the service has refused or ended one
     */
    record Done(long connected, long ended) {

        static Done parse(String said) {
            String[] numbers = said.split(" ", 2);
            return new Done(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]));
        }

        @Override
        public String toString() {
            return connected + " " + ended;
        }
    }

    private final int port;
    private final String heavy;
    private final CountDownLatch over = new CountDownLatch(1);
    private final Set<StompWire> wires = ConcurrentHashMap.newKeySet();
    private final LongAdder connected = new LongAdder();
    private final LongAdder ended = new LongAdder();

    /**
     * Starts them.
     *
     * @param ofEach of each kind
     * @param heavy where much is published
     */
    Abusers(int port, int ofEach, String heavy, Set<Abuse> kinds) {
        this.port = port;
        this.heavy = heavy;
        for (Abuse kind : kinds) {
            for (int i = 0; i < ofEach; i++) {
                Thread.ofVirtual().start(() -> abuse(kind));
            }
        }
    }

    /** As a process of its own: {@code Abusers PORT OF_EACH HEAVY KIND ...}. Ends with its input, and says what they have done. */
    public static void main(String[] arguments) throws IOException {
        Set<Abuse> kinds = Arrays.stream(arguments).skip(3).map(Abuse::valueOf).collect(Collectors.toSet());
        try (Abusers abusers =
                new Abusers(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2], kinds)) {
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
            System.out.println(abusers.done());
        }
    }

    Done done() {
        return new Done(connected.sum(), ended.sum());
    }

    private void abuse(Abuse kind) {
        try {
            while (over.getCount() > 0) {
                abuseOnce(kind);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abuseOnce(Abuse kind) throws InterruptedException {
        try (StompWire wire = Flood.open(port, kind == Abuse.NEVER_READ ? SMALL : 0)) {
            connected.increment();
            wires.add(wire);
            try {
                kind.go(wire, heavy, over);
            } finally {
                wires.remove(wire);
            }
        } catch (IOException e) {
            ended.increment();
            var _ = over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        for (StompWire wire : wires) {
            wire.close();
        }
    }
}
