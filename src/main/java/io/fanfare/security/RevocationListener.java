package io.fanfare.security;

/** Carries what was revoked here to where it must be known too. Called on the operator's thread; must not throw. */
public interface RevocationListener {

    /** It counts here already. */
    void revoked(Revocation revocation);
}
