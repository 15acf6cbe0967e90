package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.ProxyProcess;
import io.fanfare.testing.SockJsTestClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * What clients get through a proxy.
 *
 * @param server the port behind it, to publish to
 */
record ThroughProxy(ProxyProcess proxy, int server) implements AutoCloseable {

    private static final String INDENT = "    ";
    private static final Duration HELD_BACK = Duration.ofSeconds(2);

    /** The lines to copy of these advices, each once, as whoever follows them all would write them. */
    static String lines(String... advices) {
        return Arrays.stream(advices)
                .flatMap(String::lines)
                .filter(line -> line.startsWith(INDENT))
                .map(String::strip)
                .distinct()
                .collect(Collectors.joining("\n"));
    }

    void isHeardOverWebSocket(String path) {
        isHeard(StompTestClient.open(proxy.port(), Handshake.to(path)));
    }

    void isHeardByAPageOverTls() {
        isHeard(StompTestClient.openSecurely(proxy.port(), page()));
    }

    private void isHeard(StompTestClient client) {
        try (client) {
            String topic = Topics.fresh();
            client.handshake("1.2");
            client.subscribe("s", topic);
            Http.publish(server, topic, "through");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("through");
        }
    }

    void isHeardOverSockJs() {
        isHeard(SockJsTestClient.stream(proxy.port()));
        isHeard(SockJsTestClient.poll(proxy.port()));
    }

    private void isHeard(SockJsTestClient client) {
        try (client) {
            String topic = Topics.fresh();
            client.connect();
            client.send("SUBSCRIBE\nid:s\ndestination:" + topic + "\nreceipt:r\n\n\0");
            client.expect("a[\"RECEIPT");
            Http.publish(server, topic, "through");
            assertThat(client.expect("a[\"MESSAGE")).contains("through");
        }
    }

    /** A stream shows nothing, while polling, which sockjs-client falls back to, gets through. */
    void holdsStreamsBack() {
        try (SockJsTestClient stream = SockJsTestClient.stream(proxy.port())) {
            assertThat(stream.hearsWithin(HELD_BACK)).isFalse();
        }
        isHeard(SockJsTestClient.poll(proxy.port()));
    }

    /** The handshake is refused for this reason, and the fix names the proxy and holds all its lines. */
    void isRefused(String path, int status, String reason, String advice) {
        isRefused(StompTestClient::open, Handshake.to(path), status, reason, advice);
    }

    void isRefusedForAPageOverTls(String advice) {
        isRefused(StompTestClient::openSecurely, page(), 403, "origin-refused", advice);
    }

    private void isRefused(
            BiFunction<Integer, Handshake, StompTestClient> open,
            Handshake handshake,
            int status,
            String reason,
            String advice) {
        Handshake.Refused refused = catchThrowableOfType(
                Handshake.Refused.class,
                () -> open.apply(proxy.port(), handshake).close());
        assertThat(refused).as(handshake + " is refused").isNotNull();
        assertThat(refused.answer().status()).as(refused.toString()).isEqualTo(status);
        assertThat(refused.answer().header("Fanfare-Handshake")).isEqualTo(reason);
        assertThat(fix(refused.answer().body())).contains(advice);
    }

    /** SockJS's own request is refused because its path has lost a segment. */
    void isRefusedOverSockJs(String advice) {
        isRefusedOverSockJs("/ws/000/session/xhr", "bad-sockjs-path", advice);
    }

    /** A SockJS session is opened at one instance, and what is sent to it arrives at another. */
    void isTornApart(String advice) {
        String session = "/ws/000/" + UUID.randomUUID() + "/";
        assertThat(Http.post(proxy.port(), session + "xhr", "text/plain", "").body())
                .isEqualTo("o\n");
        isRefusedOverSockJs(session + "xhr_send", "sockjs-session-unknown", advice);
    }

    private void isRefusedOverSockJs(String path, String reason, String advice) {
        HttpResponse<String> answer = Http.post(proxy.port(), path, "text/plain", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Fanfare-Handshake")).hasValue(reason);
        assertThat(fix(answer.body())).contains(advice);
    }

    /** Many requests of one session, each of which needs the instance that has it. */
    void isKeptTogether() {
        try (SockJsTestClient client = SockJsTestClient.poll(proxy.port())) {
            client.connect();
            for (int i = 0; i < 10; i++) {
                client.send("SUBSCRIBE\nid:" + i + "\ndestination:/topic/a\nreceipt:" + i + "\n\n\0");
                client.expect("a[\"RECEIPT");
            }
        }
    }

    private static String fix(String problem) {
        return JsonMapper.shared().readTree(problem).path("fix").asString();
    }

    private Handshake page() {
        return Handshake.to("/ws").with("Origin", "https://localhost:" + proxy.port());
    }

    @Override
    public void close() {
        proxy.close();
    }
}
