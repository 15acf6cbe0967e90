package io.fanfare.session;

import java.util.ArrayList;
import java.util.List;

/** Remembers what an outbox tells its owner. */
final class RecordingOwner implements Outbox.Owner {

    final List<Burst> written = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    long lost;
    int finished;

    static long events(List<Burst> bursts) {
        return bursts.stream().mapToLong(Burst::messages).sum();
    }

    @Override
    public synchronized void written(Burst burst) {
        written.add(burst);
    }

    @Override
    public synchronized void failed(Throwable failure, List<Burst> bursts) {
        failures.add(failure);
        lost += events(bursts);
    }

    @Override
    public synchronized void finished() {
        finished++;
    }
}
