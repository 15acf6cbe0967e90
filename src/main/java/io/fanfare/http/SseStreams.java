package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.broker.OverloadedException;
import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.Subscription;
import io.fanfare.history.Recovery;
import io.fanfare.history.Resume;
import io.fanfare.security.Identity;
import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.session.EventStream;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompVersion;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends event streams: each is a session with one subscription to all that it hears, so that its ids ascend and any
 * of them is a place to resume from.
 */
final class SseStreams {

    private static final Logger log = LoggerFactory.getLogger(SseStreams.class);

    /** Tells a browser how long to wait when its connection breaks; and lets it, and proxies, see that there is one. */
    private static final Burst FIRST = Burst.of("retry: 2000\n:\n\n");

    /**
     * Comments go at least so often, in milliseconds, whatever is set for heart-beats: over HTTP/1.1 the end of a reader shows
     * in nothing but a write.
     */
    private static final int LONGEST_SILENCE = 15_000;

    private final Sessions sessions;
    private final Broker broker;
    private final Fanout fanout;
    private final HeartBeat heartBeat;

    /** @param offered heart-beats, of which these streams have those of one direction */
    SseStreams(Sessions sessions, Broker broker, Fanout fanout, HeartBeat offered) {
        this.sessions = sessions;
        this.broker = broker;
        this.fanout = fanout;
        this.heartBeat = new HeartBeat(silence(offered.outgoing()), 0);
    }

    private static int silence(int offered) {
        return offered == 0 ? LONGEST_SILENCE : Math.min(offered, LONGEST_SILENCE);
    }

    /** @param place that it gives back at its end */
    void begin(
            SseRequest asked,
            Identity reader,
            SsePlace place,
            HttpServletRequest request,
            HttpServletResponse response) {
        EndedStream.describe(response);
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        SseConnection connection = new SseConnection(request, async);
        async.addListener(new End(connection));
        connection.whenEnded(place::giveBack);
        place.settle();
        begin(asked, reader, sessions.open(connection), connection);
    }

    private void begin(SseRequest asked, Identity reader, Session session, SseConnection connection) {
        Subscription subscription = fanout.subscription(session, "", asked.patterns());
        try {
            session.connected(StompVersion.V1_2, reader);
            session.subscriptions().set(asked.patterns().size());
            session.vitals().beat(heartBeat, 0);
            session.send(FIRST);
            broker.subscribe(
                    subscription,
                    asked.resume(),
                    recovery -> session.send(Burst.of(start(session, asked.resume(), recovery))));
        } catch (OverloadedException e) {
            session.close(CloseReason.OVERLOAD);
        } catch (RuntimeException e) {
            session.tag(log.atError())
                    .addKeyValue("messaging.destination.name", asked.patterns())
                    .setCause(e)
                    .log("Session {} could not begin", session.id());
            session.close(CloseReason.INTERNAL_ERROR);
        }
        connection.whenEnded(() -> end(subscription));
    }

    /**
     * What is lost, if something is, and where the stream begins. Its id is that position; where older events follow, it is the
     * one that the client came with, for if it is cut off before them it must ask for them again.
     */
    private static String start(Session session, Resume resume, Recovery recovery) {
        String position = recovery.position().toString();
        JsonText start = new JsonText()
                .add("session", session.id())
                .add("position", position)
                .add("replayed", recovery.replayed());
        String id = recovery.replayed() == 0 ? position : after(resume);
        String text = EventStream.event("start", id, start.toString());
        return recovery.recovered() ? text : gap(resume) + text;
    }

    private static String gap(Resume resume) {
        String after = after(resume);
        return EventStream.event(
                "gap", after, new JsonText().add("after", String.valueOf(after)).toString());
    }

    private static @Nullable String after(Resume resume) {
        return resume.after() == null ? null : resume.after().toString();
    }

    private void end(Subscription subscription) {
        Session session = subscription.session();
        sessions.end(session, CloseReason.CONNECTION_LOST);
        session.subscriptions().set(0);
        broker.unsubscribe(subscription, () -> {});
    }

    /** Hears that the container has ended a response. */
    private record End(SseConnection connection) implements AsyncListener {

        @Override
        public void onComplete(AsyncEvent event) {
            connection.end();
        }

        @Override
        public void onError(AsyncEvent event) {
            connection.end();
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // there is none
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // it has begun
        }
    }
}
