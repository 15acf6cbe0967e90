package io.fanfare.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import io.fanfare.event.Destination;
import io.fanfare.session.Outbox.Offer;
import io.fanfare.testing.BlockingConnection;
import io.fanfare.testing.CapturingConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxTests {

    private static final long LIMIT = 1_000_000;

    private final CapturingConnection prompt = new CapturingConnection();
    private final BlockingConnection slow = new BlockingConnection();
    private final RecordingOwner owner = new RecordingOwner();

    private Outbox prompt() {
        return new Outbox(prompt, owner, LIMIT);
    }

    private Outbox slow() {
        return new Outbox(slow, owner, LIMIT);
    }

    private static Burst event(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return new Burst.Builder(bytes.length)
                .message(true, bytes.length)
                .put(bytes)
                .build(1, 7);
    }

    private static Burst ofWireSize(int size) {
        for (int header : new int[] {2, 4, 10}) {
            if (size > header && Burst.headerLength(size - header) == header) {
                return event("x".repeat(size - header));
            }
        }
        throw new IllegalArgumentException("no burst has " + size + " bytes");
    }

    @Test
    void whatIsOfferedWaitsForTheFlush() {
        Outbox outbox = prompt();
        outbox.offer(event("a"));
        assertThat(prompt.bursts()).isEmpty();
        outbox.flush();
        assertThat(prompt.messages()).containsExactly("a");
    }

    @Test
    void whoWaitsForWhatWasOfferedWaitsUntilItIsWritten() throws Exception {
        Outbox outbox = slow();
        outbox.send(event("a"));
        CompletableFuture<Boolean> written = awaitWritten(outbox);
        outbox.send(event("b"));
        assertThat(written).isNotDone();
        slow.complete();
        assertThat(written.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(prompt().awaitWritten()).isTrue();
    }

    @Test
    void whatWillNotBeWrittenIsNotWaitedFor() throws Exception {
        Outbox outbox = slow();
        outbox.send(event("a"));
        CompletableFuture<Boolean> written = awaitWritten(outbox);
        outbox.discard();
        assertThat(written.get(10, TimeUnit.SECONDS)).isFalse();
    }

    /** Returns when it waits. */
    private static CompletableFuture<Boolean> awaitWritten(Outbox outbox) {
        CompletableFuture<Boolean> written = new CompletableFuture<>();
        Thread waiting = Thread.ofPlatform().daemon().start(() -> {
            try {
                written.complete(outbox.awaitWritten());
            } catch (InterruptedException e) {
                written.completeExceptionally(e);
            }
        });
        await().until(() -> waiting.getState() == Thread.State.WAITING);
        return written;
    }

    @Test
    void whatIsSentToAnIdleOutboxIsWrittenAsItIs() {
        Outbox outbox = prompt();
        Burst shared = event("a");
        outbox.send(shared);
        assertThat(prompt.bursts()).containsExactly(shared);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void whatIsSentGoesBehindWhatWasOffered() {
        Outbox outbox = prompt();
        outbox.offer(event("a"));
        outbox.offer(event("b"));
        outbox.send(event("c"));
        assertThat(prompt.messages()).containsExactly("a", "b", "c");
    }

    @Test
    void onlyOneWriteIsInFlight() {
        Outbox outbox = slow();
        outbox.send(event("a"));
        outbox.send(event("b"));
        outbox.offer(event("c"));
        outbox.flush();
        assertThat(slow.messages()).containsExactly("a");
        slow.complete();
        assertThat(slow.messages()).containsExactly("a", "b", "c");
        assertThat(slow.bursts()).hasSize(2);
    }

    @Test
    void theEndOfAWriteWritesWhatWasOfferedMeanwhileWithoutAFlush() {
        Outbox outbox = slow();
        outbox.send(event("a"));
        outbox.offer(event("b"));
        slow.complete();
        assertThat(slow.messages()).containsExactly("a", "b");
    }

    @Test
    void anEmptyOutboxFlushesNothing() {
        Outbox outbox = prompt();
        outbox.flush();
        outbox.send(event("a"));
        outbox.flush();
        assertThat(prompt.bursts()).hasSize(1);
    }

    @Test
    void thousandsOfWritesThatEndAtOnceNeedNoStack() {
        Outbox outbox = slow();
        IntStream.range(0, 100_000).forEach(i -> outbox.offer(ofWireSize(60)));
        outbox.finish(null);
        assertThatNoException().isThrownBy(slow::completeAll);
        assertThat(owner.finished).isOne();

        Outbox other = new Outbox(prompt, owner, Long.MAX_VALUE);
        Burst large = ofWireSize(40_000);
        IntStream.range(0, 20_000).forEach(i -> other.offer(large));
        assertThatNoException().isThrownBy(other::flush);
        assertThat(prompt.bursts()).hasSize(20_000);
    }

    @Test
    void whatWaitsIsJoinedUpTo64KilobytesAndNoFurther() {
        Outbox outbox = slow();
        outbox.send(event("first"));
        outbox.offer(ofWireSize(40_000));
        outbox.offer(ofWireSize(25_536));
        outbox.offer(ofWireSize(40_000));
        outbox.offer(ofWireSize(25_537));
        slow.completeAll();
        assertThat(slow.bursts()).extracting(Burst::size).containsExactly(7, 65_536, 40_000, 25_537);
    }

    @Test
    void aBurstBeyond64KilobytesTravelsAloneAndInItsPlace() {
        Outbox outbox = slow();
        outbox.send(event("first"));
        outbox.offer(event("a"));
        outbox.offer(ofWireSize(200_000));
        outbox.offer(event("b"));
        outbox.offer(event("c"));
        slow.completeAll();
        assertThat(slow.bursts()).extracting(Burst::size).containsExactly(7, 3, 200_000, 6);
    }

    @Test
    void joinsCountTheirEventsAndKeepTheTimeAndDestinationOfTheFirst() {
        Outbox outbox = slow();
        outbox.send(Burst.of("first"));
        outbox.offer(Burst.of("RECEIPT"));
        Destination destination = Destination.parse("/topic/a");
        outbox.offer(new Burst.Builder(1).message(true, 1).put(new byte[1]).build(3, 100, -1, destination, null));
        outbox.offer(new Burst.Builder(1).message(true, 1).put(new byte[1]).build(1, 200));
        slow.completeAll();
        Burst joined = slow.bursts().getLast();
        assertThat(joined.messages()).isEqualTo(4);
        assertThat(joined.acceptedNanos()).isEqualTo(100);
        assertThat(joined.destination()).isEqualTo(destination);
        assertThat(owner.written).containsExactlyElementsOf(slow.bursts());
    }

    @Test
    void beyondTheLimitNothingIsAdded() {
        Outbox outbox = new Outbox(slow, owner, 100);
        assertThat(outbox.send(ofWireSize(60))).isEqualTo(Offer.ACCEPTED);
        assertThat(outbox.offer(ofWireSize(40))).isEqualTo(Offer.ACCEPTED);
        assertThat(outbox.offer(ofWireSize(3))).isEqualTo(Offer.FULL);
        assertThat(outbox.send(ofWireSize(3))).isEqualTo(Offer.FULL);
        assertThat(outbox.bytes()).isEqualTo(100);
        slow.complete();
        assertThat(outbox.bytes()).isEqualTo(40);
        assertThat(outbox.offer(ofWireSize(60))).isEqualTo(Offer.ACCEPTED);
        assertThat(outbox.offer(ofWireSize(3))).isEqualTo(Offer.FULL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEmptyOutboxTakesASingleBurstBeyondTheLimit(boolean send) {
        Outbox outbox = new Outbox(slow, owner, 100);
        Burst large = ofWireSize(500);
        assertThat(send ? outbox.send(large) : outbox.offer(large)).isEqualTo(Offer.ACCEPTED);
        assertThat(outbox.offer(ofWireSize(3))).isEqualTo(Offer.FULL);
        outbox.flush();
        slow.complete();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void clearingForgetsWhatWaitsButNotWhatIsInFlight() {
        Outbox outbox = slow();
        outbox.send(ofWireSize(10));
        outbox.offer(ofWireSize(20));
        outbox.offer(Burst.of("no event"));
        assertThat(RecordingOwner.events(outbox.clear())).isOne();
        assertThat(outbox.bytes()).isEqualTo(10);
        assertThat(outbox.offer(event("later"))).isEqualTo(Offer.ACCEPTED);
        slow.completeAll();
        assertThat(slow.messages()).hasSize(2).last().isEqualTo("later");
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void finishingAnIdleOutboxTellsTheOwnerAtOnce() {
        Outbox outbox = prompt();
        outbox.finish(null);
        assertThat(owner.finished).isOne();
    }

    @Test
    void finishingWritesWhatWaitsThenTheLastThenTellsTheOwnerOnce() {
        Outbox outbox = slow();
        outbox.send(event("a"));
        outbox.offer(event("b"));
        outbox.finish(Burst.of("ERROR"));
        outbox.finish(Burst.of("another"));
        assertThat(owner.finished).isZero();
        slow.complete();
        assertThat(owner.finished).isZero();
        slow.complete();
        assertThat(slow.messages()).containsExactly("a", "b", "ERROR");
        assertThat(owner.finished).isOne();
        outbox.flush();
        outbox.finish(null);
        assertThat(owner.finished).isOne();
    }

    @Test
    void theLastIsTakenInSpiteOfTheLimit() {
        Outbox outbox = new Outbox(slow, owner, 100);
        outbox.send(ofWireSize(100));
        outbox.finish(ofWireSize(80));
        slow.completeAll();
        assertThat(slow.bursts()).extracting(Burst::size).containsExactly(100, 80);
    }

    @Test
    void whatIsOfferedAfterTheFinishIsRefused() {
        Outbox outbox = slow();
        outbox.send(event("a"));
        outbox.finish(null);
        assertThat(outbox.offer(event("late"))).isEqualTo(Offer.CLOSED);
        assertThat(outbox.send(event("late"))).isEqualTo(Offer.CLOSED);
        slow.completeAll();
        assertThat(slow.messages()).containsExactly("a");
    }

    @Test
    void discardingForgetsWhatWaitsAndTheFinish() {
        Outbox outbox = slow();
        outbox.send(event("a"));
        outbox.offer(event("b"));
        outbox.offer(event("c"));
        outbox.finish(Burst.of("ERROR"));
        assertThat(RecordingOwner.events(outbox.discard())).isEqualTo(2);
        assertThat(outbox.offer(event("late"))).isEqualTo(Offer.CLOSED);
        slow.completeAll();
        assertThat(slow.messages()).containsExactly("a");
        assertThat(owner.finished).isZero();
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void aFailureCountsWhatWasInFlightAndWhatWaited() {
        Outbox outbox = slow();
        outbox.send(event("a"));
        outbox.offer(event("b"));
        outbox.offer(Burst.of("no event"));
        outbox.finish(Burst.of("ERROR"));
        slow.fail();
        assertThat(owner.lost).isEqualTo(2);
        assertThat(owner.failures).hasSize(1);
        assertThat(owner.finished).isZero();
        assertThat(slow.isWriting()).isFalse();
        assertThat(outbox.offer(event("late"))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void aFailureThatIsToldAtOnceEndsItToo() {
        prompt.breakDown();
        Outbox outbox = prompt();
        outbox.offer(event("a"));
        outbox.offer(ofWireSize(65_536));
        outbox.flush();
        assertThat(owner.lost).isEqualTo(2);
        assertThat(prompt.bursts()).hasSize(1);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void aCompletionThatIsToldTwiceCountsOnce() {
        List<Connection.Completion> completions = new ArrayList<>();
        Outbox outbox = new Outbox(
                new CapturingConnection() {
                    @Override
                    public void write(Burst burst, Completion completion) {
                        completions.add(completion);
                    }
                },
                owner,
                LIMIT);
        outbox.send(event("a"));
        completions.getFirst().completed(null);
        completions.getFirst().completed(null);
        assertThat(owner.written).hasSize(1);
        assertThat(outbox.bytes()).isZero();
    }

    @Test
    void aConnectionThatThrowsCountsAsBroken() {
        Outbox outbox = new Outbox(
                new CapturingConnection() {
                    @Override
                    public void write(Burst burst, Completion completion) {
                        throw new IllegalStateException("the test's");
                    }
                },
                owner,
                LIMIT);
        outbox.offer(event("a"));
        assertThatNoException().isThrownBy(outbox::flush);
        assertThat(owner.lost).isOne();
        assertThat(owner.failures).hasSize(1);
        assertThat(outbox.offer(event("late"))).isEqualTo(Offer.CLOSED);
    }
}
