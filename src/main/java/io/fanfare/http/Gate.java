package io.fanfare.http;

import io.fanfare.security.AccessControl;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** What is asked of every request before a byte of its body is read. */
final class Gate {

    static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final AccessControl access;

    Gate(AccessControl access) {
        this.access = access;
    }

    /**
     * Lets a caller in.
     *
     * @throws Refusal 401 if it may not publish and read, 415 if its body is encoded
     */
    void admit(HttpServletRequest request) {
        if (!access.isOpen()) {
            throw new Refusal(
                    HttpStatus.UNAUTHORIZED, null, AccessControl.REFUSAL, Map.of("WWW-Authenticate", "Bearer"));
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new Refusal(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    null,
                    "An encoded body is not taken: send it without Content-Encoding.",
                    Map.of("Accept-Encoding", "identity"));
        }
    }

    /**
     * The id that the header {@code Idempotency-Key} gives to an event.
     *
     * @throws Refusal 400 if it is no id
     */
    static @Nullable String id(HttpServletRequest request) {
        String key = request.getHeader(IDEMPOTENCY_KEY);
        if (key != null) {
            if (!key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw Refusal.invalid("The header Idempotency-Key holds visible ASCII characters only: use those, or"
                        + " give the id in the JSON of POST /api/v1/events.");
            }
            PlainText.checkId(key, null);
        }
        return key;
    }
}
