package io.fanfare.session;

import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** ERROR frames: the last thing that a client hears before its connection is closed. */
public final class ErrorFrames {
    private ErrorFrames() {}

    /** An ERROR that says which versions are spoken (STOMP 1.2, Protocol Negotiation). */
    public static Burst ofVersion(String message, String versions) {
        StompHeaders headers = StompHeaders.of("version", versions);
        return of(headers, CloseReason.PROTOCOL_ERROR, message, null, StompVersion.V1_2);
    }

    /** An ERROR that names the frame it answers by its receipt, where that is known. */
    public static Burst of(CloseReason reason, String message, @Nullable String receipt, StompVersion version) {
        return of(new StompHeaders(), reason, message, receipt, version);
    }

    private static Burst of(
            StompHeaders headers, CloseReason reason, String message, @Nullable String receipt, StompVersion version) {
        headers.add("message", message);
        headers.add("reason", reason.label());
        if (receipt != null) {
            headers.add("receipt-id", receipt);
        }
        byte[] body = message.getBytes(StandardCharsets.UTF_8);
        headers.add("content-type", "text/plain");
        headers.add("content-length", Integer.toString(body.length));
        return Burst.of(StompEncoder.encode(StompCommand.ERROR, version, headers, body));
    }
}
