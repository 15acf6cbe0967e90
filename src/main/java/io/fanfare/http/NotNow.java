package io.fanfare.http;

import io.fanfare.session.CloseReason;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** A stream does not begin, but the same request may be taken later. */
final class NotNow extends Refusal {

    private static final long serialVersionUID = 1L;
    private static final Map<String, String> SOON = Map.of("Retry-After", "1");

    private final CloseReason reason;

    /** @param reason for which a stream would have ended that had begun */
    NotNow(HttpStatus status, CloseReason reason, String detail) {
        super(status, null, detail, SOON);
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
