package io.fanfare.testing;

import io.fanfare.session.Burst;
import io.fanfare.session.Connection;
import io.fanfare.session.WireForm;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A wire that takes every write at once and keeps what it was given. Thread-safe. */
public class CapturingConnection implements Connection {

    /** A close as it was asked for. */
    public record Closed(int code, String reason) {}

    /** The first byte of a ping. */
    private static final byte PING = (byte) 0x89;

    private final List<Burst> bursts = new ArrayList<>();
    private final List<Closed> closes = new ArrayList<>();
    private int aborts;
    private boolean answersPings = true;
    private @Nullable Throwable failure;

    @Override
    public void write(Burst burst, Completion completion) {
        completion.completed(keep(burst));
    }

    /** Keeps a burst and returns how its write ends. */
    protected synchronized @Nullable Throwable keep(Burst burst) {
        bursts.add(burst);
        return failure;
    }

    /** From now on every write fails. */
    public synchronized void breakDown() {
        failure = new IllegalStateException("the test broke this connection");
    }

    /** From now on it says that its peer never answers pings. */
    public synchronized void answerNoPings() {
        answersPings = false;
    }

    /** Every write so far. */
    public synchronized List<Burst> bursts() {
        return List.copyOf(bursts);
    }

    /** The messages of every write so far, one by one, as text. */
    public List<String> messages() {
        List<String> messages = new ArrayList<>();
        bursts().stream()
                .filter(burst -> burst.bytes()[0] != PING)
                .forEach(burst -> burst.forEach(message -> messages.add(
                        new String(message.bytes(), message.offset(), message.length(), StandardCharsets.UTF_8))));
        return messages;
    }

    /** Every close so far. */
    public synchronized List<Closed> closes() {
        return List.copyOf(closes);
    }

    public int pings() {
        return (int) bursts().stream().filter(burst -> burst.bytes()[0] == PING).count();
    }

    public synchronized int aborts() {
        return aborts;
    }

    @Override
    public synchronized boolean answersPings() {
        return answersPings;
    }

    @Override
    public synchronized void close(int code, String reason) {
        closes.add(new Closed(code, reason));
    }

    @Override
    public synchronized void abort() {
        aborts++;
    }

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
