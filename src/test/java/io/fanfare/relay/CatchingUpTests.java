package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fanfare.broker.UnavailableException;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Position;
import io.fanfare.history.Resume;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who waits for what this instance has not read yet. */
class CatchingUpTests {

    private static final long EPOCH = 1;
    private static final List<DestinationPattern> TOPIC = List.of(DestinationPattern.parse("/topic/a"));
    private static final List<DestinationPattern> PRESENCE = List.of(DestinationPattern.parse("/presence/a"));

    private final AtomicBoolean live = new AtomicBoolean(true);
    private final AtomicReference<Position> newest = new AtomicReference<>(at(10, 0));
    private final CatchingUp catchingUp = catchingUp(Duration.ofSeconds(20));

    private CatchingUp catchingUp(Duration patience) {
        return new CatchingUp(live::get, newest::get, patience);
    }

    /** Behind the first events of a message of the stream. */
    private static Position at(long message, long events) {
        return new Position(EPOCH, message * Epoch.MOST_EVENTS + events);
    }

    private static Position resumed(CatchingUp by, Position after, List<DestinationPattern> patterns) {
        Position from = by.await(Resume.after(after), patterns).after();
        assertThat(from).isNotNull();
        return from;
    }

    @Test
    void whoIsNotAheadIsLetIn() {
        assertThat(resumed(catchingUp, at(9, 3), TOPIC)).isEqualTo(at(9, 3));
        assertThat(resumed(catchingUp, at(10, 0), TOPIC)).isEqualTo(at(10, 0));
        assertThat(catchingUp.await(Resume.last(3), TOPIC)).isEqualTo(Resume.last(3));
        assertThat(catchingUp.await(Resume.LIVE, TOPIC)).isEqualTo(Resume.LIVE);
    }

    @Test
    void whoIsAheadWaits() throws Exception {
        CompletableFuture<Position> waiting =
                CompletableFuture.supplyAsync(() -> resumed(catchingUp, at(12, 1), TOPIC));
        newest.set(at(11, 5));
        assertThat(waiting).isNotDone();
        newest.set(at(12, 1));
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(at(12, 1));
    }

    @Test
    void nobodyIsLetInBeforeAllWasRead() throws Exception {
        live.set(false);
        CompletableFuture<Resume> waiting = CompletableFuture.supplyAsync(() -> catchingUp.await(Resume.LIVE, TOPIC));
        assertThat(waiting).isNotDone();
        assertThat(catchingUp.isOver()).isFalse();
        live.set(true);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Resume.LIVE);
        live.set(false);
        assertThat(catchingUp.isOver()).as("once is enough").isTrue();
    }

    @Test
    void whoWaitsForTooLongIsSentAway() {
        live.set(false);
        CatchingUp impatient = catchingUp(Duration.ofMillis(20));
        assertThatThrownBy(() -> impatient.await(Resume.LIVE, TOPIC)).isInstanceOf(UnavailableException.class);
        live.set(true);
        impatient.await();
        live.set(false);
        assertThatThrownBy(() -> resumed(impatient, at(12, 0), TOPIC)).isInstanceOf(UnavailableException.class);
        assertThat(resumed(impatient, at(10, 0), TOPIC)).isEqualTo(at(10, 0));
    }

    /** It would wait for ever: such a position is none of this log. */
    @Test
    void whoComesWithAPositionThatNeverWasIsToldSo() {
        assertThat(resumed(catchingUp(Duration.ofMillis(20)), at(99, 0), TOPIC)).isEqualTo(at(99, 0));
    }

    @Test
    void aPlaceBetweenTwoMessagesIsThatOfOneInstanceAlone() {
        assertThat(resumed(catchingUp, at(10, 7), TOPIC)).isEqualTo(at(10, 0));
        assertThat(resumed(catchingUp, at(10, 7), PRESENCE).epoch()).isNotEqualTo(EPOCH);
    }

    @Test
    void presenceOfBeforeTheBeginningIsNotKnown() {
        assertThat(resumed(catchingUp, at(10, 0), PRESENCE)).isEqualTo(at(10, 0));
        newest.set(at(20, 0));
        assertThat(resumed(catchingUp, at(15, 0), PRESENCE)).isEqualTo(at(15, 0));
        assertThat(resumed(catchingUp, at(9, 0), PRESENCE).epoch()).isNotEqualTo(EPOCH);
        assertThat(resumed(catchingUp, at(9, 0), TOPIC)).isEqualTo(at(9, 0));
    }

    @Test
    void whoComesFromANewerLogWaitsForThat() throws Exception {
        Position newer = new Position(EPOCH + 1, 1 << 20);
        CompletableFuture<Position> waiting = CompletableFuture.supplyAsync(() -> resumed(catchingUp, newer, TOPIC));
        assertThat(waiting).isNotDone();
        newest.set(newer);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(newer);
        assertThat(resumed(catchingUp, at(10, 0), TOPIC)).isEqualTo(at(10, 0));
    }
}
