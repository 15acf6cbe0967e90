package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.FanfareApplication;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

/** Section "Server frames" of the conformance table: WebSocket close codes. */
@FanfareServer
class StompConformanceCloseTests {

    @LocalServerPort
    int port;

    @Test
    void E3_aProtocolErrorIs1002WithAWordForIt() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("NONSENSE\n\n\0");
            client.expectRefusal(1002);
            assertThat(client.expectClose().reason()).isNotBlank();
        }
    }

    @Test
    void E3_aFrameTooBigIs1009WithAWordForIt() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:/topic/a\n\n" + "x".repeat(70_000) + "\0");
            client.expectRefusal(1009);
            assertThat(client.expectClose().reason()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4000})
    void E3_aCloseOfTheClientIsEchoedWithoutAnError(int code) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.ignoreClose();
            client.sendClose(code);
            assertThat(client.expectClose().code()).isIn(1000, code);
            client.expectEndOfStream();
        }
    }

    @Test
    void E3_shutdownIs1001Or1012WithoutAnError() {
        ConfigurableApplicationContext server = start("dev");
        try (server;
                StompTestClient client = StompTestClient.connect(portOf(server))) {
            Thread.ofVirtual().start(server::close);
            assertThat(client.expectClose().code()).isIn(1001, 1012);
        }
    }

    @Test
    void E3_whatPolicyRefusesIs4401Or4403() {
        try (ConfigurableApplicationContext server = start("closed");
                StompTestClient client = StompTestClient.open(portOf(server))) {
            client.send("CONNECT\naccept-version:1.2\nhost:localhost\nlogin:alice\npasscode:wrong\n\n\0");
            assertThat(client.expectRefusal().required("reason")).isIn("unauthenticated", "forbidden");
            assertThat(client.expectClose().code()).isIn(4401, 4403);
        }
    }

    private static ConfigurableApplicationContext start(String profile) {
        return new SpringApplicationBuilder(FanfareApplication.class)
                .profiles(profile)
                .run("--server.port=0", "--server.address=127.0.0.1");
    }

    private static int portOf(ConfigurableApplicationContext server) {
        return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }
}
