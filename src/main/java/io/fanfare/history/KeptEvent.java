package io.fanfare.history;

import io.fanfare.event.Event;
import io.fanfare.event.Position;

/** An event that is kept, and where it stands. */
public record KeptEvent(Event event, Position position) {}
