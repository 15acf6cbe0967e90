package io.fanfare.security;

/** Carries what was revoked here to where it must be known too: to other instances. Called on the operator's thread; must not throw. */
public interface RevocationListener {

    /** It counts here already. */
    void revoked(Revocation revocation);

    /** A session that is not here is to end where it is, and with it its token. */
    void sought(String session);
}
