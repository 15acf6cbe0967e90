package io.fanfare.relay;

import io.fanfare.relay.LogMessage.Token;
import io.fanfare.stomp.StompFrame;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the stream in its order and hands each message on once, over all connections. It first finds out which epoch it is,
 * then reads back the window, and is live when it has read a mark that it has sent itself; and the same again when what it read
 * last does not stand where it stood, for then it is another stream. One thread at a time but for the questions.
 */
final class StreamReader implements UpstreamLink.Use {

    private static final Logger log = LoggerFactory.getLogger(StreamReader.class);

    private static final long RESUME_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long MARK_AGAIN_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int REPEATS_IN_A_WINDOW = 4;

    /** How many windows are read back: what was decided in the last depends on what stands in the one before. */
    private static final int WINDOWS = 2;

    /** Takes what is read. */
    interface Log {

        /** Another stream begins. */
        void begin(Epoch epoch, long firstOffset);

        /** What stands between was removed before it was read. */
        void gap(long nextOffset);

        void take(long offset, StompFrame message, @Nullable LogMessage known);

        /** Blocks while there is no room for more. */
        void awaitRoom() throws IOException;
    }

    private enum Phase {
        /** Looks whether the last message is where it was. */
        RESUME,
        /** Looks for the epoch in the window. */
        FIND,
        /** Looks for it from the beginning. */
        FIND_FROM_FIRST,
        /** Reads up to the mark. */
        READ,
        LIVE
    }

    private final RelaySettings settings;
    private final PublishLane lane;
    private final Log target;
    private final InstantSource clock;

    private @Nullable Epoch epoch;
    private boolean begun;
    private long last = -1;
    private byte[] lastBody = {};
    private long marks;
    private volatile long since = System.nanoTime();
    private long nextRepeat;
    private volatile Phase phase = Phase.FIND;

    /** From where the next connection reads, if the last one has ended for that. */
    private @Nullable String next;

    /** What is to be known from here on stands elsewhere: RabbitMQ does not let go of a subscription that has messages. */
    private static final class ReadElsewhere extends IOException {
        private static final long serialVersionUID = 1L;
    }

    StreamReader(RelaySettings settings, PublishLane lane, Log target, InstantSource clock) {
        this.settings = settings;
        this.lane = lane;
        this.target = target;
        this.clock = clock;
    }

    /** Whether all has been read that was there when it began. */
    boolean isLive() {
        return phase == Phase.LIVE;
    }

    /** For how long it has done what it does now. */
    Duration inThisPhase() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    @Override
    public void use(UpstreamConnection connection) throws IOException {
        try {
            new Reading(connection).run();
        } catch (ReadElsewhere e) {
            return;
        } catch (IOException | RuntimeException e) {
            phase = Phase.FIND;
            next = null;
            throw e;
        }
    }

    /** What happens on one connection. */
    private final class Reading implements UpstreamConnection.Listener {

        private final UpstreamConnection connection;
        private final StreamConsumer consumer;

        Reading(UpstreamConnection connection) {
            this.connection = connection;
            this.consumer = new StreamConsumer(connection, settings);
        }

        void run() throws IOException {
            String from = next;
            next = null;
            if (from == null) {
                phase = begun ? Phase.RESUME : Phase.FIND;
                from = begun ? "offset=" + last : window();
            }
            since = System.nanoTime();
            marks = Long.MAX_VALUE;
            consumer.subscribe(from);
            connection.read(this);
        }

        private ReadElsewhere read(Phase then, String from) {
            phase = then;
            next = from;
            return new ReadElsewhere();
        }

        private ReadElsewhere find() {
            return read(Phase.FIND, window());
        }

        private String window() {
            return "timestamp=" + (clock.millis() - WINDOWS * settings.window().toMillis()) / 1_000;
        }

        @Override
        public void frame(StompFrame frame) throws IOException {
            if (consumer.isBeginning(frame) && phase != Phase.RESUME) {
                mark();
            } else if (consumer.isMessage(frame)) {
                message(frame);
            }
        }

        private void mark() {
            Token token = lane.send(connection, LogMessage.Mark::new);
            marks = Math.min(marks, token.number());
            since = System.nanoTime();
        }

        private void message(StompFrame frame) throws IOException {
            long offset = Long.parseLong(Objects.requireNonNullElse(frame.header("x-stream-offset"), "-1"));
            LogMessage known = decode(frame);
            switch (phase) {
                case RESUME -> resume(offset, frame);
                case FIND -> {
                    if (known instanceof LogMessage.Repeat repeat) {
                        found(repeat.epoch());
                    } else if (isMark(known)) {
                        throw read(Phase.FIND_FROM_FIRST, "first");
                    }
                }
                case FIND_FROM_FIRST -> findFromFirst(known);
                case READ, LIVE -> take(offset, frame, known);
            }
            consumer.taken(frame);
        }

        private @Nullable LogMessage decode(StompFrame frame) {
            if (!isOwn(frame) || !LogCodec.CONTENT_TYPE.equals(frame.header("content-type"))) {
                return null;
            }
            try {
                return LogCodec.decode(frame.body());
            } catch (IOException e) {
                log.warn("A message of the stream is passed over: {}", e.getMessage());
                return null;
            }
        }

        /** What came through an exchange for topics is others', whatever it says of itself. */
        private boolean isOwn(StompFrame frame) {
            return String.valueOf(frame.header("destination")).startsWith("/queue/");
        }

        private boolean isMark(@Nullable LogMessage known) {
            return known instanceof LogMessage.Mark mark
                    && lane.isOwn(mark.token())
                    && mark.token().number() >= marks;
        }

        private void findFromFirst(@Nullable LogMessage known) throws IOException {
            switch (known) {
                case LogMessage.Repeat repeat -> found(repeat.epoch());
                case LogMessage.Claim claim -> found(claim.epoch());
                case null, default -> {
                    if (isMark(known)) {
                        lane.send(connection, token -> new LogMessage.Claim(token, clock.millis()));
                    }
                }
            }
        }

        private void found(long value) throws IOException {
            Epoch found = new Epoch(value);
            nextRepeat = System.nanoTime();
            if (found.equals(epoch) && begun) {
                throw read(Phase.READ, "offset=" + (last + 1));
            }
            epoch = found;
            begun = false;
            throw read(Phase.READ, window());
        }

        private void repeat(Epoch known) {
            nextRepeat = System.nanoTime() + settings.window().toNanos() / REPEATS_IN_A_WINDOW;
            lane.send(connection, token -> new LogMessage.Repeat(token, known.value()));
        }

        private void resume(long offset, StompFrame frame) throws IOException {
            if (offset == last && Arrays.equals(frame.body(), lastBody)) {
                phase = Phase.LIVE;
            } else {
                throw find();
            }
        }

        private void take(long offset, StompFrame frame, @Nullable LogMessage known) throws IOException {
            Epoch now = Objects.requireNonNull(epoch);
            if (!begun) {
                begun = true;
                last = offset - 1;
                target.begin(now, offset);
            } else if (offset > last + 1) {
                target.gap(offset);
            }
            if (offset > last) {
                target.take(offset, frame, known);
                last = offset;
                lastBody = frame.body();
            }
            if (phase == Phase.READ && isMark(known)) {
                phase = Phase.LIVE;
            }
            if (nextRepeat - System.nanoTime() < 0) {
                repeat(now);
            }
            target.awaitRoom();
        }

        @Override
        public void idle() throws IOException {
            consumer.acknowledge();
            long waited = System.nanoTime() - since;
            switch (phase) {
                case RESUME -> {
                    if (waited > RESUME_NANOS) {
                        throw find();
                    }
                }
                case FIND, FIND_FROM_FIRST, READ -> {
                    if (waited > MARK_AGAIN_NANOS) {
                        mark();
                    }
                }
                case LIVE -> {
                    if (epoch != null && nextRepeat - System.nanoTime() < 0) {
                        repeat(epoch);
                    }
                }
            }
        }
    }
}
