package io.fanfare.broker;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.fanout.MessageFrame;
import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.Limits;
import io.fanfare.limit.PublishRates;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.ForbiddenException;
import io.fanfare.security.Identity;
import io.fanfare.security.UnauthenticatedException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The one way in for events: checks and counts them, and gives them to the broker. Thread-safe; may wait, see below. */
public final class Publisher {

    /** Where an event came from: the label {@code source} of meters. */
    public enum Source {
        HTTP(Action.PUBLISH),
        STOMP(Action.SEND);

        private final Action action;

        Source(Action action) {
            this.action = action;
        }
    }

    private static final long LOOK_AGAIN_NANOS = 500_000;

    private final Broker broker;
    private final Queues queues;
    private final Limits limits;
    private final PublishRates rates;
    private final LongSupplier waitingBytes;
    private final PublishListener listener;
    private final PublishPath path;
    private final Function<Submission, Handed> toLog = this::toLog;
    private final Function<Submission, Handed> toQueues = this::toQueues;

    /** One whose events go straight to the log. */
    public Publisher(
            Broker broker,
            Queues queues,
            Limits limits,
            PublishRates rates,
            LongSupplier waitingBytes,
            PublishListener listener) {
        this(broker, queues, limits, rates, waitingBytes, listener, PublishPath.DIRECT);
    }

    /** @param waitingBytes bytes of events that wait for the fan-out now */
    public Publisher(
            Broker broker,
            Queues queues,
            Limits limits,
            PublishRates rates,
            LongSupplier waitingBytes,
            PublishListener listener,
            PublishPath path) {
        this.broker = broker;
        this.queues = queues;
        this.limits = limits;
        this.rates = rates;
        this.waitingBytes = waitingBytes;
        this.listener = listener;
        this.path = path;
    }

    /** Publishes one event of the service itself, on no condition. */
    public Publication publish(Event event, Source source) {
        return publish(Submission.of(event), source).getFirst();
    }

    /**
     * Publishes what was handed in: all of it, or nothing when it throws. Waits while the fan-out is behind.
     *
     * @throws InvalidEventException if something about an event is wrong
     * @throws UnauthenticatedException if the publisher has shown no credential, and may not publish one of them
     * @throws ForbiddenException if it has, and may not
     * @throws LimitException if the publisher publishes too fast
     * @throws OverloadedException if the fan-out stayed behind for {@code fanfare.limits.publish-timeout}
     * @throws UnavailableException if the log cannot be reached
     * @throws IdConflictException if another was published under the same id
     * @throws MovedException if a destination has moved behind the expected position
     */
    public List<Publication> publish(Submission submission, Source source) {
        return handIn(submission, source).await();
    }

    /** As {@link #publish}, but the answer is awaited later: meanwhile more can be handed in, which stands behind it. */
    public Handed handIn(Submission submission, Source source) {
        long start = System.nanoTime();
        Handed handed = attempt(submission, source, () -> admit(submission, source));
        if (handed.isDecided()) {
            List<Publication> publications = decision(handed, submission, source, start);
            return () -> publications;
        }
        return new Handed() {
            @Override
            public List<Publication> await() {
                return decision(handed, submission, source, start);
            }

            @Override
            public boolean isDecided() {
                return handed.isDecided();
            }
        };
    }

    private List<Publication> decision(Handed handed, Submission submission, Source source, long start) {
        List<Publication> publications = attempt(submission, source, handed::await);
        tell(publications, source, System.nanoTime() - start);
        return publications;
    }

    private void tell(List<Publication> publications, Source source, long nanos) {
        for (Publication publication : publications) {
            if (publication.duplicate()) {
                listener.duplicate(source);
            } else {
                listener.accepted(source, publication, nanos);
            }
        }
    }

    private Handed admit(Submission submission, Source source) {
        submission.events().forEach(event -> check(event, submission.publisher(), source.action));
        boolean queued = isForQueues(submission.events());
        rates.take(submission.scope(), submission.events().size());
        return path.handIn(submission, source, queued ? toQueues : toLog);
    }

    private Handed toLog(Submission submission) {
        awaitRoom();
        return broker.handIn(submission);
    }

    private Handed toQueues(Submission submission) {
        awaitRoom();
        return queues.handIn(submission);
    }

    private <T> T attempt(Submission submission, Source source, Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidEventException e) {
            throw refused(submission, source, PublishListener.Refusal.INVALID, e);
        } catch (LimitException e) {
            throw refused(submission, source, PublishListener.Refusal.LIMITED, e);
        } catch (UnavailableException e) {
            throw refused(submission, source, PublishListener.Refusal.UNAVAILABLE, e);
        } catch (UnauthenticatedException | ForbiddenException e) {
            throw refused(submission, source, PublishListener.Refusal.FORBIDDEN, e);
        } catch (OverloadedException e) {
            throw refused(submission, source, PublishListener.Refusal.OVERLOADED, e);
        } catch (IdConflictException e) {
            throw refused(submission, source, PublishListener.Refusal.CONFLICT, e);
        } catch (MovedException e) {
            throw refused(submission, source, PublishListener.Refusal.MOVED, e);
        }
    }

    private static boolean isForQueues(List<Event> events) {
        long queued = events.stream()
                .filter(event -> event.destination().kind() == Destination.Kind.QUEUE)
                .count();
        require(
                queued == 0 || queued == events.size(),
                "destinations",
                "What is for queues goes to the broker by itself: publish it apart from the rest.");
        return queued > 0;
    }

    private <E extends RuntimeException> E refused(
            Submission submission, Source source, PublishListener.Refusal reason, E cause) {
        submission.events().forEach(event -> listener.refused(source, submission.scope(), reason));
        return cause;
    }

    /**
     * Checks an event that is to be published later; one that is wrong counts as refused.
     *
     * @throws InvalidEventException if something about it is wrong
     * @throws UnauthenticatedException if the publisher has shown no credential, and may not publish it
     * @throws ForbiddenException if it has, and may not
     */
    public void check(Event event, Identity publisher, Source source) {
        try {
            check(event, publisher, source.action);
        } catch (InvalidEventException e) {
            listener.refused(source, publisher.scope(), PublishListener.Refusal.INVALID);
            throw e;
        } catch (UnauthenticatedException | ForbiddenException e) {
            listener.refused(source, publisher.scope(), PublishListener.Refusal.FORBIDDEN);
            throw e;
        }
    }

    private void check(Event event, Identity publisher, Action action) {
        AccessControl.check(publisher, action, event.destination());
        check(event);
    }

    /** Counts an event that was refused before it could be handed in, being unreadable or from whom may not publish. */
    public void refused(Source source, PublishListener.Refusal reason) {
        listener.refused(source, "", reason);
    }

    /**
     * Checks an event without publishing it.
     *
     * @throws InvalidEventException if something about it is wrong
     */
    public void check(Event event) {
        Destination.Kind kind = event.destination().kind();
        switch (kind) {
            case QUEUE -> {
                String refusal = queues.refusal(event.destination());
                require(refusal == null, "destination", String.valueOf(refusal));
                checkNotAddressed(event);
            }
            case PRESENCE ->
                throw new InvalidEventException(
                        "destination", "Presence is told by Fanfare itself: publish to /topic/ or /user/.");
            case USER -> {
                require(
                        !event.destination().toString().equals(AccessControl.NOTICES),
                        "destination",
                        AccessControl.NOTICES + " is Fanfare's own: publish elsewhere.");
                require(
                        !event.users().isEmpty() && !event.users().contains(""),
                        "users",
                        "An event to /user/ needs at least one user, and each of them a name.");
            }
            case TOPIC -> checkNotAddressed(event);
        }
        bound(
                event.users().size(),
                limits.eventDestinations(),
                "users",
                Limit.EVENT_DESTINATIONS,
                "An event has at most %d users");
        bound(
                event.body().length,
                limits.eventSize().toBytes(),
                "payload",
                Limit.EVENT_SIZE,
                "The body is larger than %d bytes");
        checkHeaders(event.headers());
    }

    private static void checkNotAddressed(Event event) {
        require(
                event.users().isEmpty(),
                "users",
                "Only an event to /user/ is addressed to users: leave them out, or publish to /user/"
                        + event.destination().name() + ".");
    }

    private void checkHeaders(Map<String, String> headers) {
        bound(headers.size(), limits.eventHeaders(), "headers", Limit.EVENT_HEADERS, "An event has at most %d headers");
        long size = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += header.getKey().length() + header.getValue().length();
            require(!header.getKey().isEmpty(), "headers", "A header needs a name.");
            require(
                    !MessageFrame.isReserved(header.getKey()),
                    "headers/" + header.getKey(),
                    "The header " + header.getKey() + " is Fanfare's own: choose another name.");
        }
        bound(
                size,
                limits.eventHeadersSize().toBytes(),
                "headers",
                Limit.EVENT_HEADERS_SIZE,
                "The headers are larger than %d bytes");
    }

    private static void bound(long size, long most, String field, Limit limit, String allowed) {
        if (size > most) {
            throw InvalidEventException.tooMuch(field, limit, allowed.formatted(most));
        }
    }

    private static void require(boolean condition, String field, String message) {
        if (!condition) {
            throw new InvalidEventException(field, message);
        }
    }

    private void awaitRoom() {
        if (waitingBytes.getAsLong() <= limits.waitingEvents().toBytes()) {
            return;
        }
        long deadline = System.nanoTime() + limits.publishTimeout().toNanos();
        while (waitingBytes.getAsLong() > limits.waitingEvents().toBytes()) {
            if (System.nanoTime() - deadline > 0) {
                throw new OverloadedException();
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }
}
