package io.fanfare.testing;

import io.fanfare.session.Burst;
import org.jspecify.annotations.Nullable;

/** A wire whose writes end when the test says so. Thread-safe. */
public final class BlockingConnection extends CapturingConnection {

    private @Nullable Completion inFlight;

    @Override
    public void write(Burst burst, Completion completion) {
        keep(burst);
        synchronized (this) {
            if (inFlight != null) {
                throw new AssertionError("a second write while one is in flight");
            }
            inFlight = completion;
        }
    }

    public synchronized boolean isWriting() {
        return inFlight != null;
    }

    /** Ends the write in flight well. */
    public void complete() {
        take().completed(null);
    }

    /** Ends this write and all that it brings about. */
    public void completeAll() {
        while (isWriting()) {
            complete();
        }
    }

    /** Ends the write in flight with a failure. */
    public void fail() {
        take().completed(new IllegalStateException("the test failed this write"));
    }

    private synchronized Completion take() {
        Completion completion = inFlight;
        if (completion == null) {
            throw new AssertionError("no write is in flight");
        }
        inFlight = null;
        return completion;
    }
}
