package io.fanfare.security;

/**
 * Whether a caller may do something, and why.
 *
 * @param rule the grant that allows it, with where it is written; or what is missing, and where to write that
 */
public record Decision(boolean allowed, String rule) {}
