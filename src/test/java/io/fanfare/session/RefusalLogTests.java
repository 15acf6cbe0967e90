package io.fanfare.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.CapturingConnection;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.unit.DataSize;

/** What the log says of sessions that are refused, where nobody looks closely. */
class RefusalLogTests {

    private final ManualClock clock = new ManualClock();
    private final Sessions sessions = new Sessions(
            new SessionSettings(DataSize.ofKilobytes(1), Duration.ofSeconds(5), 10), SessionListener.NONE, clock);
    private final LogLines log = new LogLines("io.fanfare.session.Sessions");

    @AfterEach
    void close() {
        log.close();
    }

    private void end(CloseReason reason, String why) {
        Session session = sessions.open(new CapturingConnection());
        session.fail(reason, why);
        sessions.end(session, CloseReason.CLIENT_CLOSED);
    }

    @Test
    void aRefusalIsOneLineThatSaysWhy() {
        end(CloseReason.LIMIT, "too\nmuch");
        assertThat(log.lines())
                .singleElement()
                .asString()
                .matches("Session \\S{22} of nobody known ended: limit, after \\d+ ms, 0 events: too\\?much");
    }

    @Test
    void ofManyOfAReasonTenAMinuteAreWritten() {
        for (int i = 0; i < 30; i++) {
            end(CloseReason.LIMIT, "too much");
        }
        end(CloseReason.FORBIDDEN, "no grant");
        assertThat(log.lines()).hasSize(11).last().asString().contains("forbidden", "no grant");
        clock.advance(Duration.ofMinutes(1));
        end(CloseReason.LIMIT, "too much");
        assertThat(log.lines()).hasSize(12).last().asString().endsWith("(20 more of this reason were left out before)");
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTART", "CLIENT_CLOSED", "HEARTBEAT_LOST", "CLOSED_BY_OPERATOR"})
    void otherEndsAreOnlyForWhoLooksClosely(CloseReason reason) {
        end(reason, "as it goes");
        assertThat(log.lines()).isEmpty();
    }
}
