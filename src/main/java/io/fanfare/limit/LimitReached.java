package io.fanfare.limit;

/**
 * There is no place.
 *
 * @param most what the limit allows
 */
public record LimitReached(Limit limit, int most) implements Admission {}
