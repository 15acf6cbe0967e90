package io.fanfare.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fanfare.broker.Fleet;
import io.fanfare.relay.FleetMessage.Kind;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is there, who is not any more, and who has to be asked. */
class RosterTests {

    private static final long OTHER = 7;

    private final Roster roster = new Roster();

    private boolean hear(Kind kind, long number) throws IOException {
        return roster.heard(message(OTHER, kind, number));
    }

    private static FleetMessage message(long instance, Kind kind, long number) {
        return new FleetMessage(
                kind, instance, number, kind == Kind.TOLD ? Fleet.Subject.PRESENCE : null, new byte[] {1, 2});
    }

    @Test
    void whoHasToldNothingIsNotAsked() throws IOException {
        assertThat(hear(Kind.HELLO, 0)).isFalse();
        assertThat(roster.size()).isEqualTo(1);
        assertThat(roster.isWhole()).isTrue();
    }

    @Test
    void whoHasToldBeforeIsAskedUntilAllWasToldAgain() throws IOException {
        assertThat(hear(Kind.BEAT, 5)).isTrue();
        assertThat(hear(Kind.BEAT, 5)).isTrue();
        assertThat(roster.isWhole()).isFalse();
        assertThat(hear(Kind.BEGIN, 6)).isFalse();
        assertThat(hear(Kind.TOLD, 7)).isFalse();
        assertThat(hear(Kind.BEAT, 7)).isFalse();
        assertThat(roster.isWhole(OTHER)).isFalse();
        assertThat(hear(Kind.END, 8)).isFalse();
        assertThat(roster.isWhole(OTHER) && roster.isWhole()).isTrue();
    }

    @Test
    void aGapIsAskedFor() throws IOException {
        hear(Kind.HELLO, 0);
        assertThat(hear(Kind.TOLD, 1)).isFalse();
        assertThat(hear(Kind.TOLD, 3)).isTrue();
        assertThat(hear(Kind.TOLD, 4)).as("once, until the next beat").isFalse();
        assertThat(hear(Kind.BEAT, 4)).isTrue();
    }

    @Test
    void whatWasLostLastShowsInTheNextBeat() throws IOException {
        hear(Kind.HELLO, 0);
        assertThat(hear(Kind.BEAT, 1)).isTrue();
        assertThat(roster.isWhole()).isFalse();
    }

    @Test
    void aRepetitionWithAGapIsNone() throws IOException {
        hear(Kind.BEAT, 1);
        hear(Kind.BEGIN, 2);
        assertThat(hear(Kind.TOLD, 4)).isTrue();
        hear(Kind.END, 5);
        assertThat(roster.isWhole(OTHER)).isFalse();
        assertThat(hear(Kind.BEAT, 5)).isTrue();
    }

    @Test
    void aLeaseEndsWithTheThirdOwnBeatInSilence() throws IOException {
        hear(Kind.HELLO, 0);
        assertThat(roster.beat()).isEmpty();
        assertThat(roster.beat()).isEmpty();
        hear(Kind.BEAT, 0);
        assertThat(roster.beat()).isEmpty();
        assertThat(roster.beat()).isEmpty();
        assertThat(roster.beat()).containsExactly(OTHER);
        assertThat(roster.size()).isZero();
        assertThat(roster.beat()).isEmpty();
    }

    @Test
    void whoHasJustComeBackIsPatient() throws IOException {
        hear(Kind.HELLO, 0);
        roster.patient(2);
        for (int i = 0; i < 4; i++) {
            assertThat(roster.beat()).isEmpty();
        }
        assertThat(roster.beat()).containsExactly(OTHER);
    }

    @Test
    void moreThanThereCanBeAreNotKnown() throws IOException {
        for (int i = 0; i < Roster.MOST; i++) {
            roster.heard(message(i, Kind.HELLO, 0));
        }
        assertThatThrownBy(() -> roster.heard(message(-1, Kind.HELLO, 0))).isInstanceOf(UpstreamException.class);
        assertThat(roster.size()).isEqualTo(Roster.MOST);
    }

    @Test
    void messagesComeThroughAsTheyAre() throws IOException {
        for (Kind kind : Kind.values()) {
            FleetMessage message = message(-3, kind, 1L << 40);
            FleetMessage read = FleetMessage.decode(message.encode());
            assertThat(read).usingRecursiveComparison().isEqualTo(message);
        }
        FleetMessage asking = new FleetMessage(Kind.ASK, 1, 0, null, FleetMessage.body(OTHER));
        assertThat(FleetMessage.decode(asking.encode()).asks(OTHER)).isTrue();
        assertThat(asking.asks(1)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 20})
    void whatIsCutShortIsNone(int length) {
        byte[] whole = message(1, Kind.TOLD, 1).encode();
        assertThatThrownBy(() -> FleetMessage.decode(Arrays.copyOf(whole, length)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void whatIsOfAnotherVersionOrKindIsNone() {
        byte[] other = message(1, Kind.TOLD, 1).encode();
        other[0] = 2;
        assertThatThrownBy(() -> FleetMessage.decode(other)).isInstanceOf(UpstreamException.class);
        byte[] unknown = message(1, Kind.TOLD, 1).encode();
        unknown[3] = 'X';
        assertThatThrownBy(() -> FleetMessage.decode(unknown)).isInstanceOf(UpstreamException.class);
    }
}
