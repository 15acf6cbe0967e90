package io.fanfare.security;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a token besides whose it is.
 *
 * @param id its own ({@code jti}), or one made of its hash where it has none
 * @param issued null if it does not say
 */
public record Token(String id, @Nullable Instant issued, Instant expiry) {}
