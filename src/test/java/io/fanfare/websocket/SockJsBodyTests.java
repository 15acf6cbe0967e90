package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.limit.Places;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.RawHttp;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a SockJS client sends at once is bounded, whether or not it says how much it will be. */
@FanfareServer
class SockJsBodyTests {

    private static final int LIMIT = 16 * 64 * 1024;

    private final String session = "/ws/000/" + UUID.randomUUID();

    @LocalServerPort
    int port;

    @Autowired
    MeterRegistry registry;

    @Autowired
    Places places;

    private double before;

    @BeforeEach
    void count() {
        before = refused();
    }

    private Handshake.Answer answer(String path, String header, String body) {
        String head = "POST " + session + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + header + "\r\n\r\n";
        return RawHttp.answer(port, head + body);
    }

    private void open() {
        assertThat(answer("/xhr", "Content-Length: 0", "").status()).isEqualTo(200);
    }

    private void isTooBig(Handshake.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(413);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("too-big");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("reason").asString()).isEqualTo("too-big");
        assertThat(problem.path("detail").asString()).contains("16 STOMP frames");
        assertThat(problem.path("fix").asString()).contains("fanfare.stomp.max-frame-size");
        assertThat(refused() - before).isEqualTo(1);
    }

    private double refused() {
        return registry.get("fanfare.handshakes.refused")
                .tag("reason", "too-big")
                .functionCounter()
                .count();
    }

    @Test
    void anAnnouncedBodyIsRefusedUnread() {
        open();
        isTooBig(answer("/xhr_send", "Content-Length: " + (LIMIT + 1), ""));
    }

    @Test
    void aBodyOfUnknownLengthIsReadNoFurtherThanTheLimit() {
        open();
        int length = LIMIT + 1;
        String chunk = Integer.toHexString(length) + "\r\n[\"" + "a".repeat(length - 2) + "\r\n";
        isTooBig(answer("/xhr_send", "Transfer-Encoding: chunked", chunk));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "[\"no end", "{}", ""})
    void aBodyThatIsNoMessageIsExplained(String body) {
        open();
        Handshake.Answer answer = answer("/xhr_send", "Content-Length: " + body.length(), body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("bad-sockjs-message");
        assertThat(answer.body()).contains("JSON array of strings");
    }

    /** It begins no session, and so keeps no place. */
    @ParameterizedTest
    @ValueSource(strings = {"", "?c=", "?c=%3Cscript%3E"})
    void aPageWithoutACallbackIsExplained(String query) {
        int taken = places.taken();
        String request = "GET " + session + "/htmlfile" + query + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n";
        Handshake.Answer answer = RawHttp.answer(port, request);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
        assertThat(answer.header("Fanfare-Handshake")).isEqualTo("bad-sockjs-message");
        assertThat(places.taken()).isLessThanOrEqualTo(taken);
    }

    @Test
    void aBodyWithinTheLimitIsTaken() {
        open();
        String connect = "[\"CONNECT\\naccept-version:1.2\\n\\n\\u0000\"]";
        assertThat(answer("/xhr_send", "Content-Length: " + connect.length(), connect)
                        .status())
                .isEqualTo(204);
    }
}
