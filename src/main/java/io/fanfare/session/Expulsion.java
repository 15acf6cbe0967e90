package io.fanfare.session;

import io.fanfare.security.Revocation;
import io.fanfare.security.Revocations;
import io.fanfare.security.Token;

/** Ends a session of this instance for good: with its token, if it has one. Thread-safe. */
public final class Expulsion {

    /** What became of it. */
    public enum Outcome {
        /** It ends, within a second. */
        DONE,
        /** There is no such session here. */
        NOT_HERE,
        /** No more revocations are remembered. */
        NO_ROOM
    }

    private final Sessions sessions;
    private final Revocations revocations;

    public Expulsion(Sessions sessions, Revocations revocations) {
        this.sessions = sessions;
        this.revocations = revocations;
    }

    /** Ends the session with this id. */
    public Outcome expel(String id) {
        Session session = sessions.get(id);
        if (session == null) {
            return Outcome.NOT_HERE;
        }
        Token token = session.identity().token();
        if (token != null) {
            return revocations.revoke(Revocation.Kind.TOKEN, token.id()) ? Outcome.DONE : Outcome.NO_ROOM;
        }
        session.fail(CloseReason.CLOSED_BY_OPERATOR, "An operator closed this session.");
        return Outcome.DONE;
    }
}
