package io.fanfare.presence;

import io.fanfare.event.Destination;
import org.jspecify.annotations.Nullable;

/**
 * Who is on a destination, from the point of view of one instance.
 *
 * @param user null for all its sessions that have none, together
 */
record Guest(Destination topic, @Nullable String user) {}
