package io.fanfare.ops;

import io.fanfare.session.LineQuota;
import io.fanfare.websocket.HandshakeListener;
import io.fanfare.websocket.HandshakeRefusal;
import io.fanfare.websocket.RefusedHandshake;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refused handshakes to the log, a few of each reason a minute. */
final class HandshakeLog implements HandshakeListener {

    private static final Logger log = LoggerFactory.getLogger(HandshakeLog.class);

    private final LineQuota<HandshakeRefusal> quota;

    HandshakeLog(InstantSource clock) {
        this.quota = new LineQuota<>(HandshakeRefusal.class, clock);
    }

    @Override
    public void refused(RefusedHandshake handshake) {
        long leftOut = quota.take(handshake.reason());
        if (leftOut == LineQuota.NO_LINE) {
            return;
        }
        log.atInfo()
                .addKeyValue("event.reason", handshake.reason().label())
                .addKeyValue("client.address", handshake.request().remoteAddress())
                .log(
                        "Handshake refused: {} {} {} from {}: {}{}",
                        handshake.reason().label(),
                        handshake.status(),
                        handshake.shownPath(),
                        handshake.request().remoteAddress(),
                        handshake.detail(),
                        LineQuota.leftOut(leftOut));
    }
}
