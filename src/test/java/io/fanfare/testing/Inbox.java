package io.fanfare.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Reads a socket on a thread of its own and keeps what came, in order, until it is asked for. */
final class Inbox {

    private static final int TRANSCRIPT = 12;
    private static final int COMPRESSED = 4;
    private static final byte[] END_OF_BLOCK = {0, 0, -1, -1};

    /** What a test can wait for. */
    sealed interface Incoming {}

    record Stomp(Frame frame) implements Incoming {}

    record HeartBeat() implements Incoming {}

    record End(Close close) implements Incoming {}

    private final WebSocketWire wire;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Incoming> waiting = new ArrayDeque<>();
    private final Deque<Object> recent = new ArrayDeque<>();
    private final List<WireFrame> wireFrames = new ArrayList<>();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private boolean messageIsBinary;
    private boolean messageIsCompressed;
    private final Inflater inflater = new Inflater(true);
    private int heartBeats;
    private int pings;
    private int pongs;
    private boolean paused;
    private boolean answersPings = true;
    private boolean answersClose = true;
    private boolean ended;
    private @Nullable Close close;

    Inbox(WebSocketWire wire) {
        this.wire = wire;
        Thread.ofVirtual().name("stomp-test-client").start(this::readAll);
    }

    /** Takes the next of anything. */
    Incoming next(String expected, Duration patience) {
        lock.lock();
        try {
            await(expected, patience, () -> !waiting.isEmpty());
            Incoming next = waiting.remove();
            if (next instanceof End) {
                waiting.add(next);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    Incoming nextButHeartBeats(String expected, Duration patience) {
        Incoming next = next(expected, patience);
        while (next instanceof HeartBeat) {
            next = next(expected, patience);
        }
        return next;
    }

    /** Takes the next of anything but heart-beats, if it comes in time. */
    Optional<Incoming> poll(Duration patience) {
        lock.lock();
        try {
            return awaits(patience, () -> {
                        waiting.removeIf(HeartBeat.class::isInstance);
                        return !waiting.isEmpty();
                    })
                    ? Optional.of(next("what has come", patience))
                    : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a condition on what has been read. */
    void await(String expected, Duration patience, BooleanSupplier condition) {
        if (!awaits(patience, condition)) {
            throw new AssertionError("waited " + patience + " for " + expected + "; " + transcript());
        }
    }

    private boolean awaits(Duration patience, BooleanSupplier condition) {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", interruption);
        } finally {
            lock.unlock();
        }
    }

    AssertionError unexpected(String expected, Object instead) {
        return new AssertionError("expected " + expected + " but got " + instead + "; " + transcript());
    }

    String transcript() {
        return locked(() -> "the last that came: " + recent);
    }

    int heartBeats() {
        return locked(() -> heartBeats);
    }

    int pings() {
        return locked(() -> pings);
    }

    int pongs() {
        return locked(() -> pongs);
    }

    boolean ended() {
        return locked(() -> ended);
    }

    Close lastClose() {
        return locked(() -> close == null ? new Close(Close.NO_CLOSE_FRAME, "still open") : close);
    }

    List<WireFrame> wireFrames() {
        return locked(() -> List.copyOf(wireFrames));
    }

    void ignorePings() {
        change(() -> answersPings = false);
    }

    void ignoreClose() {
        change(() -> answersClose = false);
    }

    void pause() {
        change(() -> paused = true);
    }

    void resume() {
        change(() -> paused = false);
    }

    private void readAll() {
        try {
            while (true) {
                awaitTurn();
                accept(wire.read());
            }
        } catch (IOException end) {
            change(() -> end(new Close(Close.NO_CLOSE_FRAME, end.toString())));
        } catch (RuntimeException | InterruptedException fault) {
            change(() -> end(new Close(Close.NO_CLOSE_FRAME, "the client could not read it: " + fault)));
        }
        change(() -> ended = true);
        wire.close();
    }

    private void awaitTurn() throws InterruptedException {
        lock.lock();
        try {
            while (paused) {
                if (!changed.await(1, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("told to stop reading, and never to resume");
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept(WireFrame frame) throws IOException {
        change(() -> wireFrames.add(frame));
        switch (frame.opcode()) {
            case WireFrame.PING -> ping(frame);
            case WireFrame.PONG -> change(() -> pongs++);
            case WireFrame.CLOSE -> closed(frame);
            default -> data(frame);
        }
    }

    private void ping(WireFrame frame) throws IOException {
        change(() -> pings++);
        if (locked(() -> answersPings)) {
            wire.write(new WireFrame(true, 0, WireFrame.PONG, frame.payload()));
        }
    }

    private void closed(WireFrame frame) throws IOException {
        change(() -> end(closeOf(frame.payload())));
        if (locked(() -> answersClose)) {
            wire.write(new WireFrame(true, 0, WireFrame.CLOSE, frame.payload()));
        }
    }

    private void data(WireFrame frame) {
        if (frame.opcode() != WireFrame.CONTINUATION) {
            message.reset();
            messageIsBinary = frame.opcode() == WireFrame.BINARY;
            messageIsCompressed = (frame.reserved() & COMPRESSED) != 0;
        }
        message.writeBytes(frame.payload());
        if (frame.last()) {
            byte[] bytes = messageIsCompressed ? inflated(message.toByteArray()) : message.toByteArray();
            change(() -> arrived(bytes));
        }
    }

    /** RFC 7692, section 7.2.2; the window goes on from one message to the next. */
    private byte[] inflated(byte[] deflated) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        inflater.setInput(ByteBuffer.allocate(deflated.length + END_OF_BLOCK.length)
                .put(deflated)
                .put(END_OF_BLOCK)
                .flip());
        try {
            for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
                whole.write(buffer, 0, count);
            }
        } catch (DataFormatException fault) {
            throw new IllegalStateException(fault);
        }
        return whole.toByteArray();
    }

    private void arrived(byte[] bytes) {
        if (bytes.length == 1 && bytes[0] == '\n') {
            heartBeats++;
            put(new HeartBeat());
        } else {
            put(new Stomp(Frame.parse(bytes, messageIsBinary)));
        }
    }

    private void end(Close how) {
        if (close == null) {
            close = how;
            put(new End(how));
        }
    }

    private void put(Incoming incoming) {
        waiting.add(incoming);
        recent.add(incoming);
        if (recent.size() > TRANSCRIPT) {
            recent.remove();
        }
    }

    private static Close closeOf(byte[] payload) {
        if (payload.length < 2) {
            return new Close(Close.NO_CODE, "");
        }
        String reason = new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        return new Close(ByteBuffer.wrap(payload).getShort() & 0xFFFF, reason);
    }

    private <T> T locked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
