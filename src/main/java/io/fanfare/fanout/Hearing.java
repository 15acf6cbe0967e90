package io.fanfare.fanout;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.session.Life;
import java.util.List;

/**
 * What of the log a subscription hears, in offsets: what is remembered of it beyond its end. Changed under the log's lock;
 * any thread may ask.
 */
public final class Hearing {

    /** What became of an event, the best for its subscriber first. */
    public enum Outcome {
        /** Given to the kernel. */
        WRITTEN,
        /** Published before the subscription was live, and sent to it from history. */
        RECOVERED,
        /** Sent, or held back until the client has acknowledged others, or skipped because it reads too slowly. */
        UNCONFIRMED,
        /** Not written yet. */
        WAITING,
        /** The session ended first. */
        DROPPED,
        /** No longer kept when the subscription came to it; with wildcards, perhaps. */
        LOST,
        /** Not heard. */
        NONE
    }

    private static final long NEVER = Long.MAX_VALUE;

    private final Life life;
    private final String id;
    private final List<DestinationPattern> patterns;
    private final boolean skips;
    private volatile long after = NEVER;
    private volatile long live = NEVER;
    private volatile long end = NEVER;
    private volatile long lostAfter = NEVER;
    private volatile long lostUpTo = -1;

    /** @param skips whether what its session was sent later does not tell what it was sent */
    Hearing(Life life, String id, List<DestinationPattern> patterns, boolean skips) {
        this.life = life;
        this.id = id;
        this.patterns = patterns;
        this.skips = skips;
    }

    /** Of its session. */
    public Life life() {
        return life;
    }

    /** The subscription's id. */
    public String id() {
        return id;
    }

    /** Whether it is about events of this destination. */
    public boolean matches(Destination destination) {
        return patterns.stream().anyMatch(pattern -> pattern.matches(destination));
    }

    /** It catches up with what was published behind an offset. */
    public void catchingUp(long behind) {
        after = behind;
    }

    /** Of what stands behind an offset, something was lost to it up to another. */
    public void lost(long behind, long upTo) {
        if (upTo > behind) {
            lostAfter = Math.min(lostAfter, behind);
            lostUpTo = Math.max(lostUpTo, upTo);
        }
    }

    /** Behind this offset it hears what is published at once. */
    public void live(long behind) {
        after = Math.min(after, behind);
        live = behind;
    }

    /** It hears nothing behind this offset. */
    public void ended(long upTo) {
        end = Math.min(end, upTo);
    }

    /** Up to which offset it hears; the largest number while it lasts. */
    public long end() {
        return end;
    }

    /** Of one that has ended: whether nothing was published meanwhile that it could have heard. */
    public boolean isEmpty() {
        return after >= end;
    }

    /** What became, for it, of an event that its pattern matches. */
    public Outcome outcome(long offset) {
        if (offset <= after || offset > end) {
            return Outcome.NONE;
        }
        if (offset > lostAfter && offset <= lostUpTo) {
            return Outcome.LOST;
        }
        if (offset <= live) {
            return live == NEVER ? unless(Outcome.WAITING) : Outcome.RECOVERED;
        }
        if (skips) {
            return Outcome.UNCONFIRMED;
        }
        return life.written() >= offset ? Outcome.WRITTEN : unless(Outcome.WAITING);
    }

    private Outcome unless(Outcome open) {
        return life.end() == null ? open : Outcome.DROPPED;
    }
}
