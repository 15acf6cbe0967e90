package io.fanfare.http;

import io.fanfare.security.Authenticator;
import io.fanfare.security.Identity;
import io.fanfare.session.Session;
import io.fanfare.session.Sessions;

/** Who a user is, as far as that is known while they ask for nothing. */
final class KnownUsers {

    private final Authenticator authenticator;
    private final Sessions sessions;

    KnownUsers(Authenticator authenticator, Sessions sessions) {
        this.authenticator = authenticator;
        this.sessions = sessions;
    }

    /** As in a session that the user has now, with what is in its token; otherwise with what every token grants. */
    Identity identity(String user) {
        return sessions.stream()
                .filter(session -> user.equals(session.user()))
                .map(Session::identity)
                .findFirst()
                .orElseGet(() -> authenticator.ofUser(user));
    }
}
