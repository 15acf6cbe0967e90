package io.fanfare.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.security.Identity;
import io.fanfare.session.Connection;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Events and sessions for tests of the fan-out. */
final class Doubles {

    private static final Pattern MESSAGE_ID = Pattern.compile("\nmessage-id:[^\n]*-(\\d+)\n");

    private Doubles() {}

    static Sessions sessions(SessionListener listener) {
        return new Sessions(
                new SessionSettings(DataSize.ofMegabytes(1), Duration.ofSeconds(5), 10_000),
                listener,
                InstantSource.system());
    }

    static Session session(Sessions sessions, Connection connection, @Nullable String user) {
        Session session = sessions.open(connection);
        session.connected(StompVersion.V1_2, Identity.open(user));
        return session;
    }

    static Subscription subscription(Session session, String pattern) {
        return new Fanout(1).subscription(session, "sub-0", DestinationPattern.parse(pattern));
    }

    static Event event(String destination, String... users) {
        byte[] body = "body".getBytes(UTF_8);
        return new Event(null, Destination.parse(destination), Set.of(users), "text/plain", Map.of(), body, true, 5);
    }

    static MessageFrame frame(long offset) {
        return frame(offset, 4);
    }

    static MessageFrame frame(long offset, int size) {
        return frame("/topic/a", offset, size);
    }

    static MessageFrame frame(String destination, long offset, int size) {
        byte[] body = "x".repeat(size).getBytes(UTF_8);
        Event event = new Event(null, Destination.parse(destination), Set.of(), null, Map.of(), body, true, 5);
        return new MessageFrame(event, new Position(1, offset), System.nanoTime());
    }

    /** The offset in the {@code message-id} of a MESSAGE. */
    static long offset(String message) {
        Matcher matcher = MESSAGE_ID.matcher(message);
        if (!matcher.find()) {
            throw new AssertionError("no message-id in " + message);
        }
        return Long.parseLong(matcher.group(1));
    }
}
