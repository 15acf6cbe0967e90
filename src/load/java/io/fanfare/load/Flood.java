package io.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/**
 * What clients that abuse the service cost those that do not: {@code Flood PORT [OF_EACH [SECONDS
 * [KIND ...]]]}. The service runs in profile {@code dev}, with limits as they would be elsewhere. So many good clients hear 50
 * events a second, at first alone, then beside as many of each kind of {@link Abuse}, or of those that are named. Says whether one of them has lost something, and their latencies.
 */
public final class Flood {

    static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

    private static final int SMALL = 4_096;
    private static final Duration PAUSE = Duration.ofMillis(50);

    /**
     * What came of it.
     *
     * @param missing events that good clients have lost
     * @param ended how often the service has refused or ended an abusive one
     */
    record Outcome(Latencies quiet, Latencies during, long missing, long ended) {

        double ratio() {
            return during.percentile(0.99) / quiet.percentile(0.99);
        }

        @Override
        public String toString() {
            return "quiet:  %s%nduring: %s%np99 during / quiet: %.1f%nlost: %d, abusive ones ended: %d"
                    .formatted(quiet, during, ratio(), missing, ended);
        }
    }

    private final int port;
    private final int ofEach;
    private final String run = Long.toString(System.nanoTime(), 36);
    private final Set<StompWire> abusive = ConcurrentHashMap.newKeySet();
    private final LongAdder ended = new LongAdder();

    Flood(int port, int ofEach) {
        this.port = port;
        this.ofEach = ofEach;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int ofEach = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        Duration time = Duration.ofSeconds(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 15);
        Set<Abuse> kinds = Arrays.stream(arguments).skip(3).map(Abuse::valueOf).collect(Collectors.toSet());
        Flood flood = new Flood(Integer.parseInt(arguments[0]), ofEach);
        System.out.println(flood.run(time, time, kinds.isEmpty() ? Set.of(Abuse.values()) : kinds));
    }

    static StompWire open(int port, int receiveBuffer) throws IOException {
        StompWire wire = new StompWire(port, receiveBuffer);
        try {
            while (!wire.isOpen()) {
                wire.read(frame -> {});
            }
            return wire;
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    Outcome run(Duration quiet, Duration during, Set<Abuse> kinds) throws IOException, InterruptedException {
        try (GoodClients good = new GoodClients(port, ofEach, "/topic/light." + run, heavy());
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            good.during(after(timer, quiet));
            Latencies alone = good.during(after(timer, quiet));
            CountDownLatch over = after(timer, during);
            for (Abuse abuse : kinds) {
                for (int i = 0; i < ofEach; i++) {
                    Thread.ofVirtual().start(() -> abuse(abuse, over));
                }
            }
            Latencies beside = good.during(over);
            for (StompWire wire : abusive) {
                wire.close();
            }
            return new Outcome(alone, beside, good.missing(), ended.sum());
        }
    }

    private String heavy() {
        return "/topic/heavy." + run;
    }

    private static CountDownLatch after(ScheduledExecutorService timer, Duration time) {
        CountDownLatch over = new CountDownLatch(1);
        var _ = timer.schedule(over::countDown, time.toNanos(), TimeUnit.NANOSECONDS);
        return over;
    }

    private void abuse(Abuse abuse, CountDownLatch over) {
        try {
            while (over.getCount() > 0) {
                abuseOnce(abuse, over);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abuseOnce(Abuse abuse, CountDownLatch over) throws InterruptedException {
        try (StompWire wire = open(port, abuse == Abuse.NEVER_READ ? SMALL : 0)) {
            abusive.add(wire);
            try {
                abuse.go(wire, heavy(), over);
            } finally {
                abusive.remove(wire);
            }
        } catch (IOException e) {
            ended.increment();
            var _ = over.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
