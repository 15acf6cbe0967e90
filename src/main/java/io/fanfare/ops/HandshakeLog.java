package io.fanfare.ops;

import io.fanfare.websocket.HandshakeListener;
import io.fanfare.websocket.HandshakeRefusal;
import io.fanfare.websocket.RefusedHandshake;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refused handshakes to the log, a few of each reason a minute: anyone can send as many as they like. */
final class HandshakeLog implements HandshakeListener {

    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);

    static final int LINES = 10;
    static final Duration PERIOD = Duration.ofMinutes(1);

    /** What was written of one reason since when, and what was not. */
    private static final class Period {
        private long start = Long.MIN_VALUE;
        private int lines;
        private long leftOut;
    }

    private final Map<HandshakeRefusal, Period> periods = new EnumMap<>(HandshakeRefusal.class);
    private final InstantSource clock;

    HandshakeLog(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void refused(RefusedHandshake handshake) {
        long leftOut = take(handshake.reason());
        if (leftOut >= 0) {
            log.atInfo()
                    .addKeyValue("reason", handshake.reason().label())
                    .addKeyValue("client", handshake.request().remoteAddress())
                    .log(
                            "Handshake refused: {} {} {} from {}: {}{}",
                            handshake.reason().label(),
                            handshake.status(),
                            handshake.shownPath(),
                            handshake.request().remoteAddress(),
                            handshake.detail(),
                            leftOut == 0 ? "" : " (" + leftOut + " more of this reason were left out before)");
        }
    }

    /** How many were left out since the last line; less than 0 if this one is to be. */
    private synchronized long take(HandshakeRefusal reason) {
        Period period = periods.computeIfAbsent(reason, each -> new Period());
        long now = clock.millis();
        if (now - PERIOD.toMillis() >= period.start) {
            period.start = now;
            period.lines = 0;
        }
        if (period.lines == LINES) {
            period.leftOut++;
            return -1;
        }
        period.lines++;
        long leftOut = period.leftOut;
        period.leftOut = 0;
        return leftOut;
    }
}
