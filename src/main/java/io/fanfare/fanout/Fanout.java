package io.fanfare.fanout;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.session.Session;
import io.fanfare.session.SlowConsumer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * From one event to every matching session. What changes it or puts events in is called under the log's lock, whose order
 * is the order in which every session hears of it; {@link #drain} is called after the lock is released.
 */
public final class Fanout {

    private final Head.Cache heads = new Head.Cache();
    private final SubscriptionIndex index;
    private final List<Shard> shards;
    private final SlowConsumerSettings slowConsumers;

    /** A fan-out in {@code shards} parts: as many as there are cores is best. */
    public Fanout(int shards) {
        this(shards, new SlowConsumerSettings(SlowConsumer.DISCONNECT, List.of()));
    }

    /** @param slowConsumers what happens to events of clients that read too slowly */
    public Fanout(int shards, SlowConsumerSettings slowConsumers) {
        this.slowConsumers = slowConsumers;
        this.index = new SubscriptionIndex(shards);
        this.shards = IntStream.range(0, shards).mapToObj(Shard::new).toList();
    }

    public void start() {
        shards.forEach(Shard::start);
    }

    /** Ends the workers; what still waits is not delivered. */
    public void stop() {
        shards.forEach(Shard::stop);
    }

    /** A subscription without acknowledgements, not yet added. */
    public Subscription subscription(Session session, String id, DestinationPattern pattern) {
        return subscription(session, id, List.of(pattern));
    }

    /** A subscription to several patterns at once, not yet added. */
    public Subscription subscription(Session session, String id, List<DestinationPattern> patterns) {
        SlowPolicy policy = slowConsumers.policy(patterns, session.outbox().limit());
        return new Subscription(session, id, patterns, head(session, id), null, policy);
    }

    /**
     * A subscription whose messages the client acknowledges, not yet added.
     *
     * @param number the subscription's own within its session, for the ids of acknowledgements
     * @param prefetch how many messages may be unacknowledged at a time
     * @param heldLimit bytes that may be held back until they are
     */
    public Subscription subscription(
            Session session,
            String id,
            DestinationPattern pattern,
            AckMode mode,
            long number,
            int prefetch,
            long heldLimit) {
        Head head = head(session, id);
        AckWindow window = new AckWindow(session, head, mode, number, prefetch, heldLimit);
        return new Subscription(session, id, List.of(pattern), head, window, SlowPolicy.PLAIN);
    }

    private Head head(Session session, String id) {
        return heads.of(id, session.version(), session.connection().form());
    }

    /** Adds a subscription and runs {@code live} in its place in the order. Under the log's lock. */
    public void add(Subscription subscription, Runnable live) {
        index.add(subscription);
        shardOf(subscription).mark(live);
    }

    /** Removes a subscription and runs {@code gone} in its place in the order. Under the log's lock. */
    public void remove(Subscription subscription, Runnable gone) {
        index.remove(subscription);
        shardOf(subscription).mark(() -> {
            subscription.close();
            gone.run();
        });
    }

    /** For everyone: something is lost behind this position and in front of what is put in next. Under the log's lock. */
    public void lost(Position after) {
        index.forEach(interest -> {
            Subscription subscription = interest.subscription;
            shardOf(subscription).mark(() -> subscription.lost(after));
        });
    }

    /** Runs {@code action} when all that was put in before is offered to its sessions. Under the log's lock. */
    public void mark(Runnable action) {
        AtomicInteger left = new AtomicInteger(shards.size());
        shards.forEach(shard -> shard.mark(() -> {
            if (left.decrementAndGet() == 0) {
                action.run();
            }
        }));
    }

    /** Who hears an event of this destination now. Under the log's lock. */
    public Match match(Destination destination, Set<String> users) {
        return index.match(destination, users);
    }

    /** Queues an event for those who match. Under the log's lock. */
    public void deliver(MessageFrame frame, Match match) {
        for (int i = 0; i < shards.size(); i++) {
            Subscription[] to = match.inShard(i);
            if (to.length > 0) {
                shards.get(i).deliver(frame, to);
            }
        }
    }

    /** Sees to it that what was queued for a match is delivered: here, if that is quick, else by the workers. */
    public void drain(Match match) {
        boolean narrow = match.sessions() <= Shard.NARROW;
        for (int i = 0; i < shards.size(); i++) {
            if (match.inShard(i).length > 0) {
                if (narrow) {
                    shards.get(i).drain();
                } else {
                    shards.get(i).wake();
                }
            }
        }
    }

    /** Sees to it that what was queued for the session of a subscription is delivered. */
    public void drain(Subscription subscription) {
        shardOf(subscription).drain();
    }

    /** Has the workers deliver whatever is queued. */
    public void wake() {
        shards.forEach(Shard::wake);
    }

    /** Bytes of events that wait to be handed to sessions. */
    public long waitingBytes() {
        return shards.stream().mapToLong(Shard::waitingBytes).sum();
    }

    /** How many subscriptions there are, one for each pattern. Under the log's lock. */
    public int subscriptions() {
        return index.size();
    }

    /** How many sessions hear of a destination; of a {@code /user/} destination, all that subscribe. Under the log's lock. */
    public int subscribers(Destination destination) {
        return index.subscribers(destination);
    }

    /** Every destination that is subscribed to without wildcards. Under the log's lock. */
    public void forEachSubscribed(Consumer<Destination> action) {
        index.destinations().forEach(action);
    }

    /** How many destinations are subscribed to without wildcards and pass {@code filter}. Under the log's lock. */
    public int countSubscribed(Predicate<Destination> filter) {
        return (int) index.destinations().stream().filter(filter).count();
    }

    private Shard shardOf(Subscription subscription) {
        return shards.get(subscription.session().shard(shards.size()));
    }
}
