package io.fanfare.session;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The sessions that have ended last. Thread-safe. */
final class EndedLives {

    private final int most;
    private final Deque<Life> lives = new ArrayDeque<>();
    private Instant knownSince = Instant.MIN;

    EndedLives(int most) {
        this.most = most;
    }

    synchronized void add(Life life) {
        lives.add(life);
        if (lives.size() > most) {
            Life.End forgotten = lives.remove().end();
            knownSince = forgotten == null ? knownSince : forgotten.at();
        }
    }

    synchronized List<Life> list() {
        return List.copyOf(lives);
    }

    /** Of all that ended behind this moment, each is known. */
    synchronized Instant knownSince() {
        return knownSince;
    }
}
