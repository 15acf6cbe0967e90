package io.fanfare.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fanfare.broker.PublishPath;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** Without {@code fanfare.tracing.enabled} there is nothing of it. */
@FanfareServer
class NoTracingTests {

    private static final String SAMPLED = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @LocalServerPort
    private int port;

    @Autowired
    private ApplicationContext context;

    @Test
    void thereIsNothingThatTraces() {
        assertThat(context.getBeansOfType(PublishPath.class)).isEmpty();
        assertThat(context.getBeansOfType(Tracer.class)).isEmpty();
        assertThat(context.getBeansOfType(OpenTelemetry.class)).isEmpty();
        assertThat(Arrays.stream(context.getBeanDefinitionNames()))
                .noneMatch(name -> name.contains("boot.micrometer.tracing")
                        || name.contains("springframework.boot.opentelemetry"));
    }

    @Test
    void linesOfTheLogHaveNoPlaceForIt() {
        assertThat(context.getBean(Environment.class).getProperty("logging.expect-correlation-id", Boolean.class))
                .isFalse();
    }

    @Test
    void subscribersAreToldNothing() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/plain");
            Http.send(port, "POST", "/api/v1/destinations/topic/plain", "x", "traceparent", SAMPLED);
            Frame message = client.expect("MESSAGE");
            assertThat(message.head()).doesNotContain("trace");
        }
    }

    @Test
    void headersNeedTraces() {
        assertThatThrownBy(() -> new TracingSettings(false, true))
                .hasMessageContaining("fanfare.tracing.message-headers needs fanfare.tracing.enabled");
    }
}
