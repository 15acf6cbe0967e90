package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.TokenIssuer;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** S13: a ticket holds no longer than the token that it was given for. */
@ClosedServer("fanfare.security.jwt.clock-skew=0s")
class TicketLifetimeTests {

    @LocalServerPort
    int port;

    private String ticket(String token) {
        HttpResponse<String> answer =
                Http.send(port, "POST", "/api/v1/tickets", "", "Authorization", "Bearer " + token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body()).path("ticket").asString();
    }

    @Test
    void s13ATicketOfATokenThatHasEndedBeginsNothing() {
        Instant expiry = Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3);
        String token = TokenIssuer.token(claims -> claims.expirationTime(Date.from(expiry)));
        String forSession = ticket(token);
        String forStream = ticket(token);
        await().until(() -> Instant.now().isAfter(expiry));
        Handshake.Answer session = RawHttp.refusal(port, Handshake.to("/ws?ticket=" + forSession));
        assertThat(session.status()).isEqualTo(401);
        assertThat(session.body()).contains("The token has expired");
        HttpResponse<String> stream = Http.get(port, "/sse?destination=/user/inbox&ticket=" + forStream);
        assertThat(stream.statusCode()).isEqualTo(401);
        assertThat(stream.body()).contains("The token has expired");
    }
}
