package io.fanfare.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistorySettings;
import io.fanfare.security.Identity;
import io.fanfare.session.Connection;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.SessionSettings;
import io.fanfare.session.Sessions;
import io.fanfare.stomp.StompVersion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Events and sessions for tests of brokers. */
final class Doubles {

    private Doubles() {}

    /** A broker that keeps no history. */
    static EmbeddedBroker broker(Fanout fanout, long epoch) {
        return broker(fanout, epoch, List.of());
    }

    static EmbeddedBroker broker(Fanout fanout, long epoch, List<HistorySettings.Rule> rules) {
        HistorySettings settings = new HistorySettings(rules, DataSize.ofMegabytes(16), 10_000, 1_000, 100, 1_000);
        return new EmbeddedBroker(fanout, epoch, settings, InstantSource.system());
    }

    static Sessions sessions() {
        return new Sessions(
                new SessionSettings(DataSize.ofMegabytes(64), Duration.ofSeconds(5), 10_000),
                SessionListener.NONE,
                InstantSource.system());
    }

    static Session session(Sessions sessions, Connection connection, @Nullable String user) {
        Session session = sessions.open(connection);
        session.connected(StompVersion.V1_2, Identity.open(user));
        return session;
    }

    static Event event(String destination, String... users) {
        return event(null, destination, Set.of(users), Map.of(), "body".getBytes(UTF_8));
    }

    static Event event(
            @Nullable String id, String destination, Set<String> users, Map<String, String> headers, byte[] body) {
        return new Event(
                id,
                Destination.parse(destination),
                users,
                "text/plain",
                new LinkedHashMap<>(headers),
                body,
                true,
                System.currentTimeMillis());
    }
}
