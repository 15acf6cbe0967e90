package io.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;

/** Clients that come one after the other, hear something for a while and go: every other one says so, the rest are just gone. */
final class Passersby implements AutoCloseable {

    private static final Duration LONGEST_STAY = Duration.ofSeconds(10);

    private final int port;
    private final String destination;
    private final long pause;
    private final Thread gate;
    private final LongAdder gone = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** Lets the first one in. */
    Passersby(int port, String destination, int perSecond) {
        this.port = port;
        this.destination = destination;
        this.pause = Duration.ofSeconds(1).dividedBy(perSecond).toMillis();
        this.gate = Thread.ofVirtual().start(this::letIn);
    }

    private void letIn() {
        try {
            for (int number = 0; ; number++) {
                boolean polite = number % 2 == 0;
                Thread.ofVirtual().start(() -> pass(polite));
                Thread.sleep(pause);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(boolean polite) {
        long stay = ThreadLocalRandom.current().nextLong(LONGEST_STAY.toNanos());
        try (StompWire wire = Flood.open(port, 0)) {
            wire.send(Flood.CONNECT);
            wire.send("SUBSCRIBE\nid:1\ndestination:" + destination + "\n\n\0");
            for (long end = System.nanoTime() + stay; System.nanoTime() < end; ) {
                wire.read(frame -> {});
            }
            if (polite) {
                wire.send("DISCONNECT\n\n\0");
            }
            gone.increment();
        } catch (IOException e) {
            refused.increment();
        }
    }

    /** How many have gone when they wanted to. */
    long gone() {
        return gone.sum();
    }

    /** How many were refused, or ended before. */
    long refused() {
        return refused.sum();
    }

    /** Lets no more in; those who are there stay as long as they like. */
    @Override
    public void close() {
        gate.interrupt();
    }
}
