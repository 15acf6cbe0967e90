package io.fanfare.websocket;

import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Authenticator;
import io.fanfare.security.Credentials;
import io.fanfare.security.Identity;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import org.jspecify.annotations.Nullable;

/** Who the client of one session is, from what its frames show. */
final class Login {

    private final Authenticator authenticator;
    private final @Nullable Identity shown;

    /** @param shown who has shaken hands; null if no credential was shown then */
    Login(Authenticator authenticator, @Nullable Identity shown) {
        this.authenticator = authenticator;
        this.shown = shown;
    }

    /** Who sends a CONNECT, if it may do anything in a session. */
    Identity connect(StompFrame frame) {
        Identity identity = authenticator.authenticate(credentials(frame), shown);
        AccessControl.checkAny(identity, Action.SUBSCRIBE, Action.SEND, Action.PRESENCE);
        return identity;
    }

    /** Who sends a new token, which must be of the same caller: another begins a session of its own. */
    Identity renew(StompFrame frame, Identity before) {
        Credentials credentials = credentials(frame);
        if (frame.header("transaction") != null) {
            throw new StompException("A token is renewed at once: leave out transaction.");
        }
        if (credentials.isEmpty()) {
            throw new StompException("A renewal needs the header token.");
        }
        return authenticator.authenticate(credentials, before);
    }

    private static Credentials credentials(StompFrame frame) {
        return Credentials.of(
                frame.header("login"), frame.header("Authorization"), frame.header("passcode"), frame.header("token"));
    }
}
