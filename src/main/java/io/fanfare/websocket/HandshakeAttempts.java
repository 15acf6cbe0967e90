package io.fanfare.websocket;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The last handshakes that diagnosis pages have tried, because a browser tells a page nothing about one that failed. The page
 * gives each a random id ({@code ?attempt=<id>}), and whoever knows it may ask ({@code ?about-attempt=<id>}). A question about
 * one that never arrived is an ordinary GET.
 */
final class HandshakeAttempts implements HandshakeListener {

    /**
     * What became of one.
     *
     * @param seen the request as it arrived
     * @param status what it was answered; 101 if it was taken
     * @param reason of a refusal, with its detail and what can be done about it
     */
    private record Attempt(
            Map<String, String> seen,
            int status,
            @Nullable String reason,
            @Nullable String detail,
            @Nullable String fix) {}

    private static final Pattern ATTEMPT = Pattern.compile("attempt=([0-9a-f]{32})");
    private static final Pattern QUESTION = Pattern.compile("about-attempt=([0-9a-f]{32})");
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int MOST = 100;

    private final Map<String, Attempt> attempts = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Attempt> eldest) {
            return size() > MOST;
        }
    });

    /** A handshake is about to be taken. */
    void taken(HandshakeRequest request) {
        remember(request, SWITCHING_PROTOCOLS, null, null, null);
    }

    @Override
    public void refused(RefusedHandshake refused) {
        remember(refused.request(), refused.status(), refused.reason().label(), refused.detail(), refused.fix());
    }

    private void remember(
            HandshakeRequest request,
            int status,
            @Nullable String reason,
            @Nullable String detail,
            @Nullable String fix) {
        String id = id(ATTEMPT, request);
        if (!id.isEmpty()) {
            attempts.put(id, new Attempt(SeenRequest.of(request).facts(), status, reason, detail, fix));
        }
    }

    /** The answer, as JSON, to a question about an attempt that is remembered; null to everything else. */
    byte @Nullable [] answer(HandshakeRequest request) {
        Attempt attempt = attempts.get(id(QUESTION, request));
        return attempt == null ? null : JsonMapper.shared().writeValueAsBytes(attempt);
    }

    /** Empty if there is none. */
    private static String id(Pattern kind, HandshakeRequest request) {
        Matcher matcher = kind.matcher(request.query());
        return matcher.matches() ? matcher.group(1) : "";
    }
}
