package io.fanfare.broker;

/**
 * How much is kept now.
 *
 * @param bytes that the kept events take, about
 * @param events that are kept; one for several users is kept for each
 * @param replays subscriptions that are catching up
 */
public record HistoryStatus(long bytes, long events, int replays) {}
