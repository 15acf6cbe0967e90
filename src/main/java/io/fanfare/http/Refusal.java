package io.fanfare.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request, or one item of a batch, is not taken. The message says what to change; no stack trace, being the caller's fault. */
class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final @Nullable String pointer;

    @SuppressWarnings("serial")
    private final Map<String, String> headers;

    Refusal(HttpStatus status, @Nullable String pointer, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.pointer = pointer;
        this.headers = headers;
    }

    Refusal(HttpStatus status, String detail) {
        this(status, null, detail, Map.of());
    }

    /** Something about the request as a whole is wrong. */
    static Refusal invalid(String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, detail);
    }

    /** A field is wrong. */
    static Refusal invalid(String pointer, String detail) {
        return new Refusal(HttpStatus.BAD_REQUEST, pointer, detail, Map.of());
    }

    static Refusal tooLarge(@Nullable String pointer, String detail) {
        return new Refusal(HttpStatus.CONTENT_TOO_LARGE, pointer, detail, Map.of());
    }

    HttpStatus status() {
        return status;
    }

    /** A JSON pointer (RFC 6901) to the field at fault; null if it is none in particular. */
    @Nullable
    String pointer() {
        return pointer;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /** What the answer says in headers besides. */
    Map<String, String> headers() {
        return headers;
    }
}
