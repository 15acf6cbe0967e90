package io.fanfare.session;

/** A wire of which only the writing matters. */
abstract class QuietConnection implements Connection {

    @Override
    public boolean answersPings() {
        return true;
    }

    @Override
    public void close(int code, String reason) {}

    @Override
    public void abort() {}

    @Override
    public WireForm form() {
        return WireForm.FRAMES;
    }

    @Override
    public String transport() {
        return "test";
    }

    @Override
    public String remoteAddress() {
        return "127.0.0.1:1";
    }
}
