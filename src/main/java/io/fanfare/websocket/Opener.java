package io.fanfare.websocket;

import io.fanfare.limit.CountedAddress;
import io.fanfare.security.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Who has begun a session, as far as its handshake told.
 *
 * @param identity null if no credential was shown
 * @param ticket by which that was told, which is spent; null if it was not told so
 */
record Opener(
        CountedAddress address,
        @Nullable Identity identity,
        @Nullable String ticket) {

    /** What tells it from others. */
    String scope() {
        return identity == null ? "" : identity.scope();
    }
}
