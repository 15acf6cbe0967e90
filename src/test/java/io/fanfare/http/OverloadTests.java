package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.broker.Broker;
import io.fanfare.broker.PublishListener;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Queues;
import io.fanfare.limit.Limits;
import io.fanfare.limit.PublishRates;
import io.fanfare.testing.FanfareServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;

/** What publishers are told while the fan-out is too far behind. */
@FanfareServer("fanfare.limits.publish-timeout=10ms")
@Import(OverloadTests.SlowFanout.class)
class OverloadTests {

    private static final String ITEM = "{\"destination\":\"/topic/overload\",\"payload\":1}";

    @LocalServerPort
    int port;

    @Autowired
    SlowFanout fanout;

    /** A fan-out that falls behind after so many events. */
    @TestConfiguration(proxyBeanMethods = false)
    static class SlowFanout {
        private final AtomicInteger room = new AtomicInteger();

        @Bean
        @Primary
        Publisher slowPublisher(Broker broker, Limits limits) {
            return new Publisher(
                    broker,
                    Queues.NONE,
                    limits,
                    PublishRates.unlimited(),
                    () -> room.getAndDecrement() > 0 ? 0 : Long.MAX_VALUE,
                    PublishListener.NONE);
        }
    }

    @BeforeEach
    void fallBehind() {
        fanout.room.set(0);
    }

    @Test
    void aPublisherIsToldWhenToComeBack() {
        Rest rest = new Rest(port);
        for (Reply reply : new Reply[] {rest.raw("/topic/overload", "x"), rest.event(ITEM)}) {
            reply.isProblem(503).contains("try again");
            assertThat(reply.header("Retry-After")).isEqualTo("1");
        }
    }

    @Test
    void aBatchIsAnsweredWithWhatWasPublishedUntilThen() {
        fanout.room.set(2);
        Reply reply = new Rest(port).batch(Rest.JSON, "[" + ITEM + "," + ITEM + "," + ITEM + "]");
        reply.isProblem(503);
        assertThat(reply.header("Retry-After")).isEqualTo("1");
        assertThat(reply.json().path("accepted").asInt()).isEqualTo(2);
        assertThat(reply.json().path("results").size()).isEqualTo(2);
    }
}
