package io.fanfare.presence;

/**
 * A user on a destination.
 *
 * @param sessions with how many sessions
 */
public record UserSessions(String user, int sessions) {}
