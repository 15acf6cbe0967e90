package io.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.broker.Broker;
import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.Seed;
import io.fanfare.testing.StompTestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * Ten thousand events to two hundred sessions that subscribe, unsubscribe, break off and come back all the while: each
 * subscription must hear exactly its part of the log.
 */
@FanfareServer
class ManySessionsTests {

    private static final int SESSIONS = 200;
    private static final int PUBLISHERS = 4;
    private static final int EVENTS = 10_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Pattern POSITION = Pattern.compile("\"position\":\"[^\"]*-(\\d+)\"");

    @LocalServerPort
    int port;

    @Autowired
    Broker broker;

    /** What was published and where it stands, as one subscription to everything heard it. */
    private final NavigableMap<Long, Destination> log = new TreeMap<>();

    /** Where an answer said that an event stands. */
    private final Map<Long, Destination> answered = new ConcurrentHashMap<>();

    private final AtomicInteger toPublish = new AtomicInteger(EVENTS);

    @Test
    void eachSubscriptionHearsExactlyItsPartOfTheLog() throws InterruptedException, ExecutionException {
        RandomGenerator seeds = Seed.random();
        List<Heard> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Heard>>> members = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                SplittableRandom random = new SplittableRandom(seeds.nextLong());
                members.add(threads.submit(() -> new Member(random).takePart()));
            }
            Future<?> keeper = keepLog(threads);
            List<Future<?>> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                SplittableRandom random = new SplittableRandom(seeds.nextLong());
                publishers.add(threads.submit(i == 0 ? () -> post(random) : () -> send(random)));
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
            keeper.get();
            for (Future<List<Heard>> member : members) {
                all.addAll(member.get());
            }
        }
        assertThat(log).hasSize(EVENTS).containsAllEntriesOf(answered);
        assertThat(answered).isNotEmpty();
        assertThat(all).hasSizeGreaterThan(2 * SESSIONS);
        assertThat(all).allSatisfy(heard -> heard.check(log));
        assertThat(all.stream().mapToInt(heard -> heard.positions.size()).sum()).isGreaterThan(EVENTS);
    }

    private Future<?> keepLog(ExecutorService threads) {
        StompTestClient client = StompTestClient.connect(port).patience(PATIENCE);
        client.subscribe("all", "/topic/many.#");
        return threads.submit(() -> {
            long last = -1;
            while (log.size() < EVENTS) {
                Frame message = client.expect("MESSAGE");
                long offset = offset(message);
                assertThat(offset).isGreaterThan(last);
                last = offset;
                log.put(offset, Destination.parse(message.required("destination")));
            }
            client.close();
        });
    }

    private void post(SplittableRandom random) {
        while (toPublish.getAndDecrement() > 0) {
            Destination destination = destination(random);
            String answer = Http.publish(port, destination.toString(), "x").body();
            Matcher position = POSITION.matcher(answer);
            assertThat(position.find()).as(answer).isTrue();
            answered.put(Long.valueOf(position.group(1)), destination);
        }
    }

    private void send(SplittableRandom random) {
        try (StompTestClient client = StompTestClient.connect(port).patience(PATIENCE)) {
            while (toPublish.getAndDecrement() > 0) {
                client.send("SEND\ndestination:" + destination(random) + "\nreceipt:r\n\nx\0");
                client.expectReceipt("r");
            }
        }
    }

    private static long offset(Frame message) {
        String position = message.required("message-id");
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    /** One of fifty. */
    private static Destination destination(SplittableRandom random) {
        return Destination.parse("/topic/many." + random.nextInt(5) + "/" + random.nextInt(10));
    }

    private static DestinationPattern pattern(SplittableRandom random) {
        return DestinationPattern.parse(
                switch (random.nextInt(20)) {
                    case 0 -> "/topic/many.#";
                    case 1 -> "/topic/many." + random.nextInt(5) + "/#";
                    case 2 -> "/topic/many.*/" + random.nextInt(10);
                    default -> destination(random).toString();
                });
    }

    /** What one subscription heard, and the newest positions around its start and its end. */
    private static final class Heard {
        private final String id;
        private final DestinationPattern pattern;
        private final List<Long> positions = new ArrayList<>();
        private final long beforeStart;
        private long afterStart;
        private long beforeEnd;
        private long afterEnd;
        /** Whether the session broke off, so that the end may lack some. */
        private boolean broken;

        Heard(String id, DestinationPattern pattern, long beforeStart) {
            this.id = id;
            this.pattern = pattern;
            this.beforeStart = beforeStart;
        }

        void check(NavigableMap<Long, Destination> log) {
            long first = firstExpected();
            long last = lastExpected(first);
            List<Long> expected = log.tailMap(first, true).entrySet().stream()
                    .takeWhile(event -> event.getKey() <= last)
                    .filter(event -> pattern.matches(event.getValue()))
                    .map(Map.Entry::getKey)
                    .toList();
            assertThat(positions)
                    .as("%s to %s, within (%d..%d, %d..%d]", id, pattern, beforeStart, afterStart, beforeEnd, afterEnd)
                    .isEqualTo(expected)
                    .allSatisfy(position -> assertThat(position).isBetween(beforeStart + 1, afterEnd));
        }

        /** Whatever is behind the receipt of the start must be there; what is before may be. */
        private long firstExpected() {
            return positions.isEmpty() ? afterStart + 1 : Math.min(positions.getFirst(), afterStart + 1);
        }

        private long lastExpected(long first) {
            long must = broken ? first - 1 : beforeEnd;
            return positions.isEmpty() ? must : Math.max(positions.getLast(), must);
        }
    }

    /** One client: some subscriptions at a time, and now and then another. */
    private final class Member {
        private final SplittableRandom random;
        private final List<Heard> all = new ArrayList<>();
        private final Map<String, Heard> live = new LinkedHashMap<>();
        private StompTestClient client = connect();
        private int receipts;

        Member(SplittableRandom random) {
            this.random = random;
        }

        private StompTestClient connect() {
            return StompTestClient.connect(port).patience(PATIENCE);
        }

        List<Heard> takePart() {
            subscribe();
            while (toPublish.get() > 0) {
                int dice = random.nextInt(100);
                if (dice < 45 || live.isEmpty()) {
                    subscribe();
                } else if (dice < 90) {
                    unsubscribe();
                } else if (dice < 95) {
                    breakOff();
                }
                awaitEvents(random.nextInt(20));
            }
            while (!live.isEmpty()) {
                unsubscribe();
            }
            client.close();
            return all;
        }

        private void subscribe() {
            if (live.size() == 4) {
                return;
            }
            Heard heard = new Heard("s-" + all.size(), pattern(random), newest());
            all.add(heard);
            client.send("SUBSCRIBE\nid:" + heard.id + "\ndestination:" + heard.pattern + "\nreceipt:" + receipt());
            awaitReceipt(heard);
            heard.afterStart = newest();
        }

        private void unsubscribe() {
            Heard heard = live.values().iterator().next();
            heard.beforeEnd = newest();
            client.send("UNSUBSCRIBE\nid:" + heard.id + "\nreceipt:" + receipt());
            awaitReceipt(null);
            heard.afterEnd = newest();
            live.remove(heard.id);
        }

        private void breakOff() {
            client.abort();
            live.values().forEach(heard -> {
                heard.broken = true;
                heard.afterEnd = newest();
            });
            live.clear();
            client = connect();
        }

        private String receipt() {
            return "r-" + ++receipts + "\n\n\0";
        }

        /** Takes what comes before the receipt, of which nothing may be for a subscription that has not begun. */
        private void awaitReceipt(@Nullable Heard starting) {
            Frame frame = client.frame();
            while (frame.command().equals("MESSAGE")) {
                take(frame);
                frame = client.frame();
            }
            assertThat(frame.command()).as("%s", frame).isEqualTo("RECEIPT");
            assertThat(frame.required("receipt-id")).isEqualTo("r-" + receipts);
            if (starting != null) {
                live.put(starting.id, starting);
            }
        }

        private void awaitEvents(int count) {
            for (int i = 0; i < count && !live.isEmpty() && toPublish.get() > 0; i++) {
                client.frameWithin(Duration.ofMillis(random.nextInt(50))).ifPresent(this::take);
            }
        }

        private void take(Frame frame) {
            assertThat(frame.command()).as("%s", frame).isEqualTo("MESSAGE");
            Heard heard = live.get(frame.required("subscription"));
            assertThat(heard).as("the subscription of %s", frame).isNotNull();
            heard.positions.add(offset(frame));
        }

        private long newest() {
            return broker.position().offset();
        }
    }
}
