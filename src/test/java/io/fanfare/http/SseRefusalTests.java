package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.fanfare.limit.Places;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.TokenIssuer;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Refusals that pass: an {@code EventSource}, which never returns after another status than 200, is told to come back. */
class SseRefusalTests {

    private static final String PATH = "/sse?destination=/topic/a";
    private static final String STREAM = "text/event-stream";

    /** Where nothing listens. */
    private static final String NOBODY = "http://127.0.0.1:1";

    private static Reply ask(int port, String... headers) {
        return new Rest(port).exchange("GET", PATH, headers);
    }

    /** Asserts a whole stream that says when to come back; {@code before} is what stands in front of that. */
    private static void endsAtOnce(Reply reply, String before, int code, String reason) {
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("text/event-stream;charset=utf-8");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.body())
                .matches(before + "retry: (\\d{4})\nevent: close\n(id: \\S+\n)?data: \\{\"code\":" + code
                        + ",\"reason\":\"" + reason + "; retry-ms=\\d{4}\"}\n\n");
    }

    @Nested
    @FanfareServer("fanfare.limits.connections=1")
    class WhileAllPlacesAreTaken {

        @LocalServerPort
        int port;

        @Autowired
        Places places;

        @Autowired
        Sessions sessions;

        @AfterEach
        void leave() {
            sessions.stream().forEach(session -> session.connection().abort());
            await().until(() -> places.taken() == 0);
        }

        @Test
        void aBrowserComesBackAndOthersAreToldAsEver() {
            try (SseTestClient first = SseTestClient.open(port, PATH)) {
                assertThat(first.next().event()).isEqualTo("start");
                String problem = "event: problem\ndata: \\{\"reason\":\"limit\",\"message\":\"[^\n]*"
                        + Pattern.quote("fanfare.limits.connections)") + "[^\n]*\n\n";
                endsAtOnce(ask(port, "Accept", STREAM), problem, 4509, "limit");
                endsAtOnce(ask(port, "Accept", "*/*, Text/Event-Stream;q=0.9"), problem, 4509, "limit");
                for (String other : new String[] {"*/*", "application/json"}) {
                    Reply reply = ask(port, "Accept", other);
                    reply.isProblem(503).contains("fanfare.limits.connections");
                    assertThat(reply.header("Retry-After")).isEqualTo("1");
                }
                ask(port).isProblem(503);
                assertThat(places.taken()).isOne();
                assertThat(sessions.count()).isOne();
            }
        }

        @Test
        void whoeverComesBackLaterIsLetIn() {
            try (SseTestClient first = SseTestClient.open(port, PATH)) {
                first.next();
                assertThat(ask(port, "Accept", STREAM).body()).contains("event: close");
            }
            leave();
            try (SseTestClient second = SseTestClient.open(port, PATH, "Accept: " + STREAM)) {
                assertThat(second.next().event()).isEqualTo("start");
            }
        }
    }

    @Nested
    @FanfareServer("fanfare.limits.handshakes-per-second=1")
    class WhileTooManyBegin {

        @LocalServerPort
        int port;

        @Test
        void aBrowserComesBack() {
            await().untilAsserted(() -> {
                try (SseTestClient refused = SseTestClient.open(port, PATH, "Accept: " + STREAM)) {
                    assertThat(refused.next().data()).contains("fanfare.limits.handshakes-per-second)");
                    SseTestClient.Block close = refused.next();
                    assertThat(close.data())
                            .isEqualTo("{\"code\":4509,\"reason\":\"limit; retry-ms=" + close.retry() + "\"}");
                }
            });
            await().untilAsserted(() -> assertThatThrownBy(
                            () -> SseTestClient.open(port, PATH).close())
                    .hasMessageStartingWith("HTTP/1.1 429"));
        }
    }

    @Nested
    @FanfareServer({"fanfare.security.open=false", "fanfare.security.jwt.issuer-uri=" + NOBODY})
    class WhileTheIssuerOfTokensIsAway {

        @LocalServerPort
        int port;

        @Test
        void aBrowserComesBackWithItsToken() throws JOSEException {
            RSAKey key = new RSAKeyGenerator(2_048).generate();
            String token = TokenIssuer.token(
                    new JWSHeader(JWSAlgorithm.RS256), new RSASSASigner(key), claims -> claims.issuer(NOBODY));
            String[] credential = {"Authorization", "Bearer " + token};
            ask(port, credential).isProblem(503);
            Reply reply = ask(port, "Accept", STREAM, credential[0], credential[1]);
            endsAtOnce(reply, "event: problem\ndata: [^\n]*later[^\n]*\n\n", 1013, "overload");
            ask(port, "Accept", STREAM).isProblem(401);
        }
    }

    @Nested
    @FanfareServer
    class AtOtherTimes {

        @LocalServerPort
        int port;

        @Autowired
        Sessions sessions;

        @Test
        void aBrowserIsSentToAnotherInstanceByOneThatStops() {
            sessions.accept(false);
            try {
                endsAtOnce(ask(port, "Accept", STREAM), "", 1012, "restart");
                assertThat(ask(port, "Accept", STREAM, "Last-Event-ID", "1-5").body())
                        .as("what it has seen is not forgotten")
                        .contains("\nid: 1-5\n");
            } finally {
                sessions.accept(true);
            }
        }

        @Test
        void whatWillNotDoAsItIsIsNoStream() {
            new Rest(port)
                    .exchange("GET", "/sse?destination=/queue/a", "Accept", STREAM)
                    .isProblem(400);
            ask(port, "Accept", STREAM, "Origin", "https://foe.example").isProblem(403);
        }
    }
}
