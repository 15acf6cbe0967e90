package io.fanfare.websocket;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * A handshake that was refused, and the answer to it.
 *
 * @param status of HTTP; where the container refused it, the container's
 * @param detail what is wrong
 * @param fix what whoever runs the client, or what is between, can do about it
 * @param isReadable whether pages of its origin may read the answer, as CORS has it
 */
public record RefusedHandshake(
        HandshakeRefusal reason, int status, String detail, String fix, HandshakeRequest request, boolean isReadable) {

    static final String CONTENT_TYPE = "application/problem+json";

    private static final String RETRY_SECONDS = "5";
    private static final int RETRY_MILLIS = 5_000;

    /** The headers of the answer. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Fanfare-Handshake", reason.label());
        headers.put("Cache-Control", "no-store");
        headers.put("Content-Type", CONTENT_TYPE);
        if (status == HttpStatus.UPGRADE_REQUIRED.value()) {
            headers.put("Upgrade", "websocket");
            headers.put("Connection", "Upgrade");
        }
        if (reason.isRetryable()) {
            headers.put("Retry-After", RETRY_SECONDS);
        }
        if (isReadable) {
            headers.put("Access-Control-Allow-Origin", request.header("Origin"));
            headers.put("Access-Control-Allow-Credentials", "true");
            headers.put("Vary", "Origin");
        }
        switch (reason) {
            case BAD_METHOD ->
                headers.put("Allow", String.join(", ", request.door().methods()));
            case BAD_VERSION -> headers.put("Sec-WebSocket-Version", HandshakeRequest.VERSION);
            case UNAUTHENTICATED -> headers.put("WWW-Authenticate", "Bearer");
            default -> {
                // the others need no more
            }
        }
        return headers;
    }

    /** The headers that mattered, as they may be shown to operators. */
    public Map<String, String> shownHeaders() {
        return Shown.headers(request);
    }

    /** The path, as it may be shown to operators. */
    public String shownPath() {
        return Shown.path(request);
    }

    /** The body of the answer (RFC 9457). */
    byte[] json() {
        HttpStatus known = HttpStatus.resolve(status);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "about:blank");
        problem.put("title", known == null ? "Error " + status : known.getReasonPhrase());
        problem.put("status", status);
        problem.put("detail", detail);
        problem.put("reason", reason.label());
        problem.put("fix", fix);
        return JsonMapper.shared().writeValueAsBytes(problem);
    }

    /** Whether it comes from a page, which sees of WebSockets how they are closed and nothing else, and could be opened. */
    boolean isSeenByAPage() {
        return request.has("Origin") && request.isComplete();
    }

    /** The text of a close frame, where that is the answer. */
    String closeText() {
        return reason.isRetryable() ? reason.label() + "; retry-ms=" + RETRY_MILLIS : reason.label();
    }
}
