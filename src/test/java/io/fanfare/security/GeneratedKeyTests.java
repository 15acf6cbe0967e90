package io.fanfare.security;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** A service that nobody has configured. */
@ExtendWith(OutputCaptureExtension.class)
class GeneratedKeyTests {

    private static final Pattern KEY = Pattern.compile("fanfare_[A-Za-z0-9_-]{43}");

    private static ServletWebServerApplicationContext start(String... arguments) {
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(FanfareApplication.class)
                .properties("server.port=0", "server.address=127.0.0.1")
                .run(arguments);
    }

    private static List<String> keys(CapturedOutput output) {
        return KEY.matcher(output.getAll()).results().map(MatchResult::group).toList();
    }

    private static int publish(int port, String destination, String... headers) {
        return Http.send(port, "POST", "/api/v1/destinations" + destination, "x", headers)
                .statusCode();
    }

    @Test
    void makesOneKeyAndTellsItOnce(CapturedOutput output) {
        try (ServletWebServerApplicationContext service = start()) {
            int port = requireNonNull(service.getWebServer()).getPort();
            assertThat(keys(output)).hasSize(1);
            String key = keys(output).getFirst();
            try (StompTestClient client = StompTestClient.connect(port, "passcode:" + key)) {
                client.subscribe("1", "/topic/#");
                assertThat(publish(port, "/topic/a", "X-API-Key", key)).isEqualTo(202);
                client.expect("MESSAGE");
                client.send("SEND\ndestination:/topic/a\n\nx\0");
                assertThat(client.expectRefusal(4403).text()).contains("add send:/topic/a");
            }
            try (StompTestClient anonymous = StompTestClient.open(port)) {
                anonymous.send("CONNECT\naccept-version:1.2\nhost:x\n\n\0");
                assertThat(anonymous.expectRefusal(4401).text()).contains("passcode:<token or key>");
            }
            assertThat(publish(port, "/topic/a")).isEqualTo(401);
            assertThat(Http.send(port, "GET", "/actuator/env", "", "X-API-Key", key)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(keys(output)).hasSize(1);
        }
    }

    @Test
    void makesNoneWhereThereIsOneOrTokensAreTaken(CapturedOutput output) {
        start("--fanfare.security.keys.shop.secret=a-secret-of-the-shop").close();
        start("--fanfare.security.jwt.secret=0123456789abcdef0123456789abcdef").close();
        start("--fanfare.security.open=true").close();
        assertThat(keys(output)).isEmpty();
        assertThat(output.getAll()).doesNotContain("a-secret-of-the-shop", "0123456789abcdef0123456789abcdef");
    }
}
