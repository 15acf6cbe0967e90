package io.fanfare.history;

import java.util.List;

/**
 * Some of the events that are kept of a destination.
 *
 * @param events in the order that was asked for
 * @param more whether there are others behind the last of them, in that order
 * @param complete whether nothing is gone of what was published behind the position that was asked for
 */
public record HistoryPage(List<KeptEvent> events, boolean more, boolean complete) {}
