package io.fanfare.websocket;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.fanout.AckMode;
import io.fanfare.fanout.Subscription;
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
import java.util.stream.Stream;

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

    private final QueueSubscriptions queues;
    private final SessionRates rates;
    private final Notices notices;
    private long numbers;

    Subscriptions(Session session, StompServices services, SessionRates rates) {
        this.rates = rates;
        this.session = session;
        this.services = services;
        this.queues = new QueueSubscriptions(session, services.queues());
        this.notices = new Notices(session, services);
    }

    /** Those whose messages may be acknowledged, the live ones first. */
    Iterable<Subscription> acknowledgeable() {
        return () -> Stream.concat(byId.values().stream(), ended.stream()).iterator();
    }

    /**
     * Begins a subscription, which is answered when it is in its place in the log, or at the broker, before its first event.
     *
     * @throws StompException if something about the frame is wrong
     * @throws LimitException if the session has too many, or asks too fast, or there are too many destinations
     */
    void subscribe(StompFrame frame, Answers answers) {
        rates.subscribe();
        String destination = Conversation.required(frame, "destination");
        DestinationPattern pattern = DestinationPattern.parse(destination);
        services.clientLimits().bounds().check(destination);
        AccessControl.check(session.identity(), Action.SUBSCRIBE, pattern);
        checkServed(frame, pattern);
        String id = id(frame);
        if (byId.containsKey(id)) {
            throw new StompException(
                    "The subscription id '" + id + "' is in use: choose another, or UNSUBSCRIBE first.");
        }
        int most = services.limits().subscriptions();
        if (byId.size() >= most) {
            throw new LimitException(Limit.SUBSCRIPTIONS, "A session has at most " + most + " subscriptions");
        }
        if (pattern.kind() == Destination.Kind.QUEUE) {
            int prefetch = prefetch(
                    frame, Math.min(queues.prefetch(), services.limits().unacknowledged()));
            Subscription subscription = subscription(frame, id, pattern, prefetch);
            add(subscription, pattern);
            queues.subscribe(subscription, prefetch, () -> answers.receipt(frame));
        } else {
            Resume resume = Resumption.of(frame, services.limits().replay());
            int prefetch = prefetch(frame, services.limits().unacknowledged());
            Subscription subscription = subscription(frame, id, pattern, prefetch);
            add(subscription, pattern);
            services.broker().subscribe(subscription, resume, recovery -> answers.subscribed(frame, recovery));
        }
    }

    private void add(Subscription subscription, DestinationPattern pattern) {
        services.clientLimits().destinations().enter(pattern);
        byId.put(subscription.id(), subscription);
        session.subscriptions().incrementAndGet();
    }

    private void checkServed(StompFrame frame, DestinationPattern pattern) {
        switch (pattern.kind()) {
            case QUEUE -> queues.check(frame, pattern);
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

    private Subscription subscription(StompFrame frame, String id, DestinationPattern pattern, int prefetch) {
        AckMode mode = AckMode.of(frame.header("ack"));
        if (mode == null) {
            throw new StompException(
                    "ack must be auto, client or client-individual, not '" + frame.header("ack") + "'.");
        }
        if (mode == AckMode.AUTO) {
            if (frame.header("prefetch-count") != null && pattern.kind() != Destination.Kind.QUEUE) {
                throw new StompException("prefetch-count needs ack:client or ack:client-individual.");
            }
            return services.fanout().subscription(session, id, pattern);
        }
        long heldLimit = session.outbox().limit();
        return services.fanout().subscription(session, id, pattern, mode, ++numbers, prefetch, heldLimit);
    }

    private static int prefetch(StompFrame frame, int most) {
        String header = frame.header("prefetch-count");
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
        if (subscription.patterns().getFirst().kind() == Destination.Kind.QUEUE) {
            queues.unsubscribe(subscription);
            gone.run();
        } else {
            services.broker().unsubscribe(subscription, gone);
        }
    }
}
