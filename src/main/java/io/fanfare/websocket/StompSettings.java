package io.fanfare.websocket;

import io.fanfare.limit.Limit;
import io.fanfare.security.Origins;
import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompLimits;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The browser's door.
 *
 * @param path where the endpoints are, below the context path
 * @param allowedOrigins origins of pages that may connect, besides the server's own: {@code scheme://host[:port]}, where
 *     one label of the host may be {@code *}; {@code null}; {@code *} is any but {@code null}
 * @param explainInClose whether a browser that is refused gets a WebSocket that is closed at once with the reason, which its
 *     page can read, in place of an HTTP answer, which it cannot
 * @param heartbeat how often this side sends heart-beats, and wants to hear them; also how often clients without them are
 *     sent a ping; 0 for none of it
 * @param maxFrameSize bytes of a client's STOMP frame
 * @param maxHeaders header lines of a client's STOMP frame
 * @param maxHeaderSize bytes of one of these
 * @param deflate whether permessage-deflate is accepted; it costs memory and CPU for every session
 */
@ConfigurationProperties("fanfare.stomp")
public record StompSettings(
        @DefaultValue("/ws") String path,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("false") boolean explainInClose,
        @DefaultValue("10s") Duration heartbeat,
        @DefaultValue("64KB") DataSize maxFrameSize,
        @DefaultValue("100") int maxHeaders,
        @DefaultValue("10KB") DataSize maxHeaderSize,
        @DefaultValue("false") boolean deflate) {

    /** What one WebSocket message, or one request of SockJS, may hold of STOMP frames, so that the decoder refuses one too large. */
    static final int FRAMES_A_MESSAGE = 16;

    public StompSettings {
        if (!path.matches("(/[A-Za-z0-9._~-]+)+")) {
            throw new IllegalArgumentException(
                    "fanfare.stomp.path must begin with a slash and not end with one, like /ws; it is '" + path + "'");
        }
        for (String origin : allowedOrigins) {
            if (!Origins.isValid(origin)) {
                throw new IllegalArgumentException("fanfare.stomp.allowed-origins holds '" + origin
                        + "', which is no origin: write scheme://host or scheme://host:port, without a path; one label"
                        + " of the host may be *, like https://*.example.com; or write null, or * alone");
            }
        }
        if (heartbeat.isNegative() || heartbeat.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("fanfare.stomp.heartbeat must be from 0 to 24 days, not " + heartbeat);
        }
        if (maxFrameSize.toBytes() < 1024 || maxFrameSize.toMegabytes() > 64) {
            throw new IllegalArgumentException("fanfare.stomp.max-frame-size must be from 1KB to 64MB");
        }
        if (maxHeaders < 10 || maxHeaderSize.toBytes() < 256 || maxHeaderSize.toMegabytes() > 64) {
            throw new IllegalArgumentException("fanfare.stomp.max-headers must be at least 10, and"
                    + " fanfare.stomp.max-header-size from 256B to 64MB");
        }
    }

    /** What this side promises and wants. */
    HeartBeat heartBeat() {
        int every = (int) heartbeat.toMillis();
        return new HeartBeat(every, every);
    }

    /** Bytes of one WebSocket message, or of one request of SockJS. */
    long largestMessage() {
        return maxFrameSize.toBytes() * FRAMES_A_MESSAGE;
    }

    /** How large frames may be. */
    StompLimits frameLimits() {
        return new StompLimits((int) maxFrameSize.toBytes(), maxHeaders, (int) maxHeaderSize.toBytes());
    }

    /** The limit that a part of a frame has. */
    static Limit limit(StompLimits.Part part) {
        return switch (part) {
            case FRAME -> Limit.MAX_FRAME_SIZE;
            case HEADERS -> Limit.MAX_HEADERS;
            case HEADER_LINE -> Limit.MAX_HEADER_SIZE;
        };
    }
}
