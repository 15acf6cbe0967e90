package io.fanfare.presence;

import io.fanfare.event.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is on a destination.
 *
 * @param position behind which all stands that is told of later changes; what is told there may be in here already
 * @param count how many: each user once, and each session that has none
 * @param unnamed how many of those are sessions that are not told by name
 * @param users those that are, in the order of their names; null where only the count is kept
 */
public record Roll(
        Position position, int count, int unnamed, @Nullable List<UserSessions> users) {}
