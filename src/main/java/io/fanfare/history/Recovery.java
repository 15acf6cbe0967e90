package io.fanfare.history;

import io.fanfare.event.Position;

/**
 * What a new subscription is given of what was published before it.
 *
 * @param recovered whether nothing is lost of what came behind the position to resume from; true where there was none
 * @param replayed how many events it is sent
 * @param position the newest of the log: what comes behind is live
 */
public record Recovery(boolean recovered, int replayed, Position position) {}
