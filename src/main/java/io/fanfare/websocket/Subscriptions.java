package io.fanfare.websocket;

import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.AckMode;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.Recovery;
import io.fanfare.history.Resume;
import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.SessionRates;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.session.Session;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The subscriptions of one session, by the id that its client chose. */
final class Subscriptions {

    /** With its escapes an id must fit the head of a MESSAGE. */
    private static final int LONGEST_ID = 100;

    private static final int MOST_ENDED = 16;

    private final Session session;
    private final StompServices services;
    private final Map<String, Subscription> byId = new HashMap<>(2);

    /** Lately ended ones, whose acknowledgements may still be under way. */
    private final Deque<Subscription> ended = new ArrayDeque<>(0);

    private final SessionRates rates;
    private final Notices notices;
    private long numbers;

    Subscriptions(Session session, StompServices services, SessionRates rates) {
        this.rates = rates;
        this.session = session;
        this.services = services;
        this.notices = new Notices(session, services);
    }

    /** Those whose messages may be acknowledged, the live ones first. */
    Iterable<Subscription> acknowledgeable() {
        return () -> Stream.concat(byId.values().stream(), ended.stream()).iterator();
    }

    /**
     * Begins a subscription; {@code live} runs when it is in its place in the log, before its first event.
     *
     * @throws StompException if something about the frame is wrong
     * @throws LimitException if the session has too many, or asks too fast, or there are too many destinations
     */
    void subscribe(StompFrame frame, Consumer<Recovery> live) {
        rates.subscribe();
        String destination = Conversation.required(frame, "destination");
        DestinationPattern pattern = DestinationPattern.parse(destination);
        services.clientLimits().bounds().check(destination);
        AccessControl.check(session.identity(), Action.SUBSCRIBE, pattern);
        checkServed(pattern);
        String id = id(frame);
        if (byId.containsKey(id)) {
            throw new StompException(
                    "The subscription id '" + id + "' is in use: choose another, or UNSUBSCRIBE first.");
        }
        int most = services.limits().subscriptions();
        if (byId.size() >= most) {
            throw new LimitException(Limit.SUBSCRIPTIONS, "A session has at most " + most + " subscriptions");
        }
        Resume resume = Resumption.of(frame, services.limits().replay());
        Subscription subscription = subscription(frame, id, pattern);
        services.clientLimits().destinations().enter(pattern);
        byId.put(id, subscription);
        session.subscriptions().incrementAndGet();
        services.broker().subscribe(subscription, resume, live);
    }

    private void checkServed(DestinationPattern pattern) {
        switch (pattern.kind()) {
            case QUEUE ->
                throw new StompException(
                        "Queues need the relay, and this version has none yet: subscribe to /topic/ or /user/.");
            case PRESENCE -> {
                if (!services.presence().isKept(pattern)) {
                    throw new StompException("Presence is not kept for all of " + pattern
                            + ": subscribe to less, or add a rule to fanfare.presence.rules.");
                }
            }
            case TOPIC, USER -> {
                // these are served
            }
        }
    }

    /** STOMP 1.0 lets a client leave out the id; then the destination names the subscription. */
    private String id(StompFrame frame) {
        boolean byDestination = session.version() == StompVersion.V1_0 && frame.header("id") == null;
        if (byDestination) {
            return Conversation.required(frame, "destination");
        }
        String id = Conversation.required(frame, "id");
        if (id.length() > LONGEST_ID) {
            throw new StompException("A subscription id has at most " + LONGEST_ID + " characters.");
        }
        return id;
    }

    private Subscription subscription(StompFrame frame, String id, DestinationPattern pattern) {
        AckMode mode = AckMode.of(frame.header("ack"));
        if (mode == null) {
            throw new StompException(
                    "ack must be auto, client or client-individual, not '" + frame.header("ack") + "'.");
        }
        String prefetch = frame.header("prefetch-count");
        if (mode != AckMode.AUTO) {
            int most = services.limits().unacknowledged();
            return services.fanout()
                    .subscription(
                            session,
                            id,
                            pattern,
                            mode,
                            ++numbers,
                            prefetch(prefetch, most),
                            session.outbox().limit());
        }
        if (prefetch != null) {
            throw new StompException("prefetch-count needs ack:client or ack:client-individual.");
        }
        return services.fanout().subscription(session, id, pattern);
    }

    private static int prefetch(@Nullable String header, int most) {
        if (header == null) {
            return most;
        }
        try {
            int count = Integer.parseInt(header);
            if (count > 0) {
                return Math.min(count, most);
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new StompException("prefetch-count must be a number from 1, not '" + header + "'.");
    }

    /**
     * Ends the subscription that a frame names; {@code gone} runs when all that it hears is queued.
     *
     * @throws StompException if there is none
     */
    void unsubscribe(StompFrame frame, Runnable gone) {
        rates.subscribe();
        String id = id(frame);
        Subscription subscription = byId.get(id);
        if (subscription == null) {
            throw new StompException("There is no subscription with the id '" + id + "'.");
        }
        end(subscription, gone);
    }

    /** Ends what is not granted any more, and tells the user, if somebody listens. */
    void review() {
        for (Subscription subscription : List.copyOf(byId.values())) {
            subscription.patterns().stream()
                    .map(pattern -> AccessControl.decide(session.identity(), Action.SUBSCRIBE, pattern))
                    .filter(decision -> !decision.allowed())
                    .findFirst()
                    .ifPresent(decision -> {
                        end(subscription, () -> {});
                        notices.ended(subscription, decision.rule());
                    });
        }
    }

    void endAll() {
        List.copyOf(byId.values()).forEach(subscription -> end(subscription, () -> {}));
    }

    private void end(Subscription subscription, Runnable gone) {
        byId.remove(subscription.id());
        session.subscriptions().decrementAndGet();
        subscription.patterns().forEach(services.clientLimits().destinations()::leave);
        if (subscription.window() != null) {
            if (ended.size() == MOST_ENDED) {
                ended.removeLast();
            }
            ended.addFirst(subscription);
        }
        services.broker().unsubscribe(subscription, gone);
    }
}
