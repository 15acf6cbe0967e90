package io.fanfare.relay;

import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import io.fanfare.broker.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/** What was sent to the stream, until it is read back. */
final class OnItsWay implements Handed {

    private final PublishLane lane;
    private final PublishLane.Pending pending;
    private final CompletableFuture<List<Publication>> answer;
    private final long deadline;

    /**
     * It has just been sent.
     *
     * @param patience how long it is waited for
     * @param took learns how long it took, in nanoseconds, if it was published
     */
    OnItsWay(PublishLane lane, PublishLane.Pending pending, Duration patience, LongConsumer took) {
        long start = System.nanoTime();
        this.lane = lane;
        this.pending = pending;
        this.deadline = start + patience.toNanos();
        this.answer = pending.answer().thenApply(publications -> {
            took.accept(System.nanoTime() - start);
            return publications;
        });
    }

    @Override
    public boolean isDecided() {
        return answer.isDone();
    }

    @Override
    public List<Publication> await() {
        try {
            return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw lane.abandon(pending)
                    ? new UnavailableException("The broker did not answer in time (fanfare.relay.publish-timeout): the"
                            + " event may be published all the same. Try again; with an id it is published once.")
                    : unreachable();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refused ? refused : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lane.abandon(pending);
            throw unreachable();
        }
    }

    static UnavailableException unreachable() {
        return new UnavailableException("The broker cannot be reached: try again later.");
    }
}
