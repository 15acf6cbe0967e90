package io.fanfare.ops;

import io.fanfare.websocket.HandshakeListener;
import io.fanfare.websocket.RefusedHandshake;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;

/** The handshakes that this instance has refused lately, and why. */
@WebEndpoint(id = "handshakes")
class HandshakesEndpoint implements HandshakeListener {

    private static final int MOST = 100;

    /**
     * One of them.
     *
     * @param headers those that mattered, as they arrived; no credentials
     */
    record Entry(
            Instant time,
            String reason,
            int status,
            String method,
            String path,
            String protocol,
            String origin,
            String remoteAddress,
            String detail,
            String fix,
            Map<String, String> headers) {}

    /** The latest first. */
    record Listing(List<Entry> refused) {}

    private final Deque<Entry> latest = new ArrayDeque<>(MOST);
    private final InstantSource clock;

    HandshakesEndpoint(InstantSource clock) {
        this.clock = clock;
    }

    @ReadOperation
    public synchronized Listing list() {
        return new Listing(List.copyOf(latest));
    }

    @Override
    public void refused(RefusedHandshake handshake) {
        keep(new Entry(
                clock.instant(),
                handshake.reason().label(),
                handshake.status(),
                handshake.request().method(),
                handshake.shownPath(),
                handshake.request().protocol(),
                handshake.request().origin(),
                handshake.request().remoteAddress(),
                handshake.detail(),
                handshake.fix(),
                handshake.shownHeaders()));
    }

    private synchronized void keep(Entry entry) {
        if (latest.size() == MOST) {
            latest.removeLast();
        }
        latest.addFirst(entry);
    }
}
