package io.fanfare.websocket;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Event;
import io.fanfare.fanout.Subscription;
import io.fanfare.security.AccessControl;
import io.fanfare.session.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the service itself tells the user of a session, in all sessions of theirs that listen. */
final class Notices {

    private static final Destination TO = Destination.parse(AccessControl.NOTICES);

    private final Session session;
    private final StompServices services;

    Notices(Session session, StompServices services) {
        this.session = session;
        this.services = services;
    }

    /** A subscription was ended by the service. */
    void ended(Subscription subscription, String why) {
        @Nullable String user = session.user();
        if (user == null) {
            return;
        }
        Map<String, Object> notice = new LinkedHashMap<>();
        notice.put("notice", "subscription-ended");
        notice.put("session", session.id());
        notice.put("subscription", subscription.id());
        notice.put(
                "destinations",
                subscription.patterns().stream()
                        .map(DestinationPattern::toString)
                        .toList());
        notice.put("reason", why);
        byte[] body = JsonMapper.shared().writeValueAsBytes(notice);
        long now = services.clock().millis();
        services.broker().publish(new Event(null, TO, Set.of(user), "application/json", Map.of(), body, true, now));
    }
}
