package io.fanfare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * What clients that abuse the service cost those that do not: {@code Flood PORT [OF_EACH [SECONDS
 * [KIND ...]]]}. The service runs in profile {@code dev}, with limits as they would be elsewhere. So many good clients hear 50
 * events a second, at first alone, then beside as many of each kind of {@link Abuse}, or of those that are named, in a
 * process that takes what nobody else wants ({@link Elsewhere}). Says
 * whether a good one has lost something, and their latencies.
 */
public final class Flood {

    static final String CONNECT = "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0";

    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final int LONGEST_WAIT = 60;

    /**
     * What came of it.
     *
     * @param missing events that good clients have lost
     * @param abusers what the abusive ones have done
     */
    record Outcome(Latencies quiet, Latencies during, long missing, Abusers.Done abusers) {

        double ratio() {
            return during.percentile(0.99) / quiet.percentile(0.99);
        }

        @Override
        public String toString() {
            return "quiet:  %s%nduring: %s%np99 during / quiet: %.1f%nlost: %d, abusive ones connected: %d, ended: %d"
                    .formatted(quiet, during, ratio(), missing, abusers.connected(), abusers.ended());
        }
    }

    /** What the good ones have to bear. */
    @FunctionalInterface
    private interface Nuisance {

        /** Begins. */
        Running start() throws IOException;
    }

    /** A nuisance while it lasts. */
    @FunctionalInterface
    private interface Running {

        /** Ends it, and says what the abusive ones have done. */
        Abusers.Done stop() throws IOException;
    }

    private final int port;
    private final int ofEach;
    private final String run = Long.toString(System.nanoTime(), 36);

    Flood(int port, int ofEach) {
        this.port = port;
        this.ofEach = ofEach;
    }

    public static void main(String[] arguments) throws IOException {
        int ofEach = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200;
        Duration time = Duration.ofSeconds(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 15);
        Set<Abuse> named = Arrays.stream(arguments).skip(3).map(Abuse::valueOf).collect(Collectors.toSet());
        Set<Abuse> kinds = named.isEmpty() ? Set.of(Abuse.values()) : named;
        Flood flood = new Flood(Integer.parseInt(arguments[0]), ofEach);
        System.out.println(flood.run(time, time, () -> flood.elsewhere(kinds), () -> true));
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

    /**
     * With the abusive ones in this process.
     *
     * @param seen whether they have done what was expected of them; they go on until it is so, for at most a minute
     */
    Outcome run(Duration quiet, Duration during, Set<Abuse> kinds, BooleanSupplier seen) throws IOException {
        return run(quiet, during, () -> here(kinds), seen);
    }

    private Outcome run(Duration quiet, Duration during, Nuisance nuisance, BooleanSupplier seen) throws IOException {
        try (GoodClients good = new GoodClients(port, ofEach, "/topic/light." + run, heavy());
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            good.during(after(timer, quiet));
            Latencies alone = good.during(after(timer, quiet));
            Running running = nuisance.start();
            Latencies beside = good.during(after(timer, during));
            for (int i = 0; i < LONGEST_WAIT && !seen.getAsBoolean(); i++) {
                good.during(after(timer, A_SECOND));
            }
            return new Outcome(alone, beside, good.missing(), running.stop());
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

    private Running here(Set<Abuse> kinds) {
        Abusers abusers = new Abusers(port, ofEach, heavy(), kinds);
        return () -> {
            abusers.close();
            return abusers.done();
        };
    }

    private Running elsewhere(Set<Abuse> kinds) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(port), Integer.toString(ofEach), heavy()));
        kinds.forEach(kind -> arguments.add(kind.name()));
        Elsewhere abusers = Elsewhere.start(Abusers.class, arguments);
        return () -> Abusers.Done.parse(abusers.end());
    }
}
