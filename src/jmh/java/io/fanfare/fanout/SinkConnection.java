package io.fanfare.fanout;

import io.fanfare.session.Burst;
import io.fanfare.session.Connection;
import io.fanfare.session.WireForm;

/** Takes every write at once, and keeps nothing. Must not be closed. */
public abstract class SinkConnection implements Connection {

    /** Called with each write, by one thread at a time. */
    protected abstract void written(int messages);

    @Override
    public void write(Burst burst, Completion completion) {
        written(burst.messages());
        completion.completed(null);
    }

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public void close(int code, String reason) {
        throw new IllegalStateException("closed with " + code);
    }

    @Override
    public void abort() {
        throw new IllegalStateException("aborted");
    }

    @Override
    public WireForm form() {
        return WireForm.FRAMES;
    }

    @Override
    public String transport() {
        return "benchmark";
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1";
    }
}
