package io.fanfare.ops;

import io.fanfare.websocket.HandshakeListener;
import io.fanfare.websocket.HandshakeRefusal;
import io.fanfare.websocket.RefusedHandshake;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts handshakes that are refused. */
final class HandshakeMeters implements HandshakeListener {

    private final LabelledCounter<HandshakeRefusal> refused;

    HandshakeMeters(MeterRegistry registry) {
        refused = new LabelledCounter<>(
                registry,
                MeterNames.HANDSHAKES_REFUSED,
                Tags.empty(),
                "reason",
                HandshakeRefusal.class,
                HandshakeRefusal::label);
    }

    @Override
    public void refused(RefusedHandshake handshake) {
        refused.increment(handshake.reason());
    }
}
