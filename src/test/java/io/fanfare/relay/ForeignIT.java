package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.MqttPublisher;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Services that publish to RabbitMQ by AMQP and MQTT, and two instances that let some of it in. */
@RequiresCommand({"rabbitmq-server", "epmd"})
class ForeignIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final BasicProperties PLAIN =
            new BasicProperties.Builder().contentType("text/plain").build();

    private static RabbitNode node;
    private static FanfareInstance one;
    private static FanfareInstance two;
    private static Connection amqp;
    private static Channel channel;

    private final String name = "prices." + UUID.randomUUID();
    private final String topic = "/topic/" + name;

    @BeforeAll
    static void start() throws Exception {
        node = RabbitNode.start();
        one = instance();
        two = instance();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(node.amqpPort());
        amqp = factory.newConnection();
        channel = amqp.createChannel();
        channel.confirmSelect();
        await().atMost(PATIENCE).until(() -> isBound(one) && isBound(two));
    }

    @AfterAll
    static void end() throws Exception {
        amqp.close();
        one.close();
        two.close();
        node.close();
    }

    private static FanfareInstance instance() {
        return FanfareInstance.start(
                "fanfare.broker.mode=relay",
                "fanfare.relay.addresses=" + node.address(),
                "fanfare.relay.foreign=/topic/prices.#,/topic/of.*.x");
    }

    private static boolean isBound(FanfareInstance instance) {
        String bindings = node.control("list_bindings", "--silent", "source_name", "destination_name", "routing_key");
        return bindings.contains("amq.topic\tfanfare\tprices.#")
                && bindings.contains("amq.topic\tfanfare\tof.#")
                && instance.bean(Relay.class).status().connections().stream()
                        .anyMatch(each -> each.use().equals("foreign") && each.address() != null);
    }

    private static void publish(String routingKey, BasicProperties properties, byte[] body) throws Exception {
        channel.basicPublish("amq.topic", routingKey, properties, body);
        channel.waitForConfirmsOrDie(PATIENCE.toMillis());
    }

    private static void publish(String routingKey, String body) throws Exception {
        publish(routingKey, PLAIN, body.getBytes(UTF_8));
    }

    private static BasicProperties with(Map<String, Object> headers) {
        return PLAIN.builder().headers(headers).build();
    }

    private StompTestClient subscribed(FanfareInstance instance) {
        StompTestClient client = StompTestClient.connect(instance.port()).patience(PATIENCE);
        client.subscribe("1", topic + ".#");
        return client;
    }

    private static long count(ForeignOutcome outcome) {
        return one.bean(Relay.class).foreign(outcome);
    }

    @Test
    void whatOthersPublishIsAnEventOnEveryInstanceWithOnePosition() throws Exception {
        try (StompTestClient here = subscribed(one);
                StompTestClient there = subscribed(two)) {
            publish(name, with(Map.of("trace", "7")), "{\"eur\":1}".getBytes(UTF_8));
            Http.publish(two.port(), topic, "ours");
            Frame foreign = here.expect("MESSAGE");
            assertThat(foreign.text()).isEqualTo("{\"eur\":1}");
            assertThat(foreign.required("destination")).isEqualTo(topic);
            assertThat(foreign.required("content-type")).isEqualTo("text/plain");
            assertThat(foreign.required("trace")).isEqualTo("7");
            Frame same = there.expect("MESSAGE");
            assertThat(same.required("message-id")).isEqualTo(foreign.required("message-id"));
            assertThat(here.expect("MESSAGE").required("message-id"))
                    .isEqualTo(there.expect("MESSAGE").required("message-id"));
        }
    }

    @Test
    void itIsInTheHistoryOfAnInstanceThatStartsLaterToo() throws Exception {
        Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(5);
        publish(name, PLAIN.builder().timestamp(Date.from(time)).build(), "0".getBytes(UTF_8));
        String path = "/api/v1/destinations" + topic + "/history";
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Http.get(one.port(), path).body())
                        .contains("\"text\":\"0\"", Long.toString(time.toEpochMilli())));
        try (FanfareInstance later = instance()) {
            assertThat(Http.get(later.port(), path).body())
                    .isEqualTo(Http.get(one.port(), path).body());
        }
    }

    @Test
    void theTraceOfItsPublisherComesAlong() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        try (StompTestClient client = subscribed(two)) {
            publish(name, with(Map.of("traceparent", trace)), "0".getBytes(UTF_8));
            assertThat(client.expect("MESSAGE").required("traceparent")).isEqualTo(trace);
        }
    }

    @Test
    void mqttGoesTheSameWay() {
        try (StompTestClient client = subscribed(two)) {
            new MqttPublisher(node.mqttPort()).publish(name.replace('.', '/') + "/m", "by mqtt");
            Frame message = client.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("by mqtt");
            assertThat(message.required("destination")).isEqualTo(topic + ".m");
        }
    }

    @Test
    void whatNoPatternLetsInIsPassedOver() throws Exception {
        long before = count(ForeignOutcome.UNLISTED);
        try (StompTestClient client = StompTestClient.connect(one.port()).patience(PATIENCE)) {
            client.subscribe("1", "/topic/of.#");
            publish("of.a.y", "no");
            publish("other.a", "no");
            publish("of.a.x", "yes");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("yes");
            assertThat(count(ForeignOutcome.UNLISTED)).isEqualTo(before + 1);
        }
    }

    @Test
    void whatIsMalformedIsPassedOverAndTheNextComes() throws Exception {
        long before = count(ForeignOutcome.MALFORMED);
        try (StompTestClient client = subscribed(one)) {
            publish(name + ".a b", "no");
            publish(name + "..", "no");
            publish(name + ".%2541\u0000", "no");
            publish(name + ".ä/b", "yes");
            Frame message = client.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("yes");
            assertThat(message.required("destination")).isEqualTo(topic + ".ä/b");
            assertThat(count(ForeignOutcome.MALFORMED)).isEqualTo(before + 3);
        }
    }

    @Test
    void whatIsOversizedIsPassedOverAndTheNextComes() throws Exception {
        long before = count(ForeignOutcome.OVERSIZED);
        long reconnects = reconnects(one);
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 3_000; i++) {
            many.put("h" + i, "v");
        }
        try (StompTestClient client = subscribed(one)) {
            publish(name, PLAIN, new byte[256 * 1024 + 1]);
            publish(name, PLAIN, new byte[40 << 20]);
            publish(name, with(many), new byte[1]);
            publish(name, with(Map.of("long", "x".repeat(100_000))), new byte[1]);
            publish(name, PLAIN, "x".repeat(256 * 1024).getBytes(UTF_8));
            assertThat(client.expect("MESSAGE").text()).hasSize(256 * 1024);
            assertThat(count(ForeignOutcome.OVERSIZED)).isEqualTo(before + 4);
            assertThat(reconnects(one)).isEqualTo(reconnects);
        }
    }

    private static long reconnects(FanfareInstance instance) {
        return instance.bean(Relay.class).reconnects();
    }

    @Test
    void nobodyElseCanPassForAnInstance() throws Exception {
        Event event = new Event(
                null,
                Destination.parse("/topic/forged"),
                Set.of(),
                null,
                Map.of(),
                "forged".getBytes(UTF_8),
                true,
                System.currentTimeMillis());
        byte[] forged = LogCodec.encode(
                new LogMessage.Handed(new LogMessage.Token(1, 1), Submission.ofLog("x", List.of(event), null)));
        try (StompTestClient client = subscribed(one)) {
            client.subscribe("2", "/topic/forged");
            publish(name, PLAIN.builder().contentType(LogCodec.CONTENT_TYPE).build(), forged);
            Frame message = client.expect("MESSAGE");
            assertThat(message.required("destination")).isEqualTo(topic);
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void headersOfOthersMeanNothingHere() throws Exception {
        Map<String, Object> odd = new LinkedHashMap<>();
        odd.put("destination", "/queue/fanfare");
        odd.put("x-stream-offset", "junk");
        odd.put("message-id", "junk");
        odd.put("subscription", "junk");
        odd.put("ack", "junk");
        odd.put("content-length", "1");
        odd.put("content-type", LogCodec.CONTENT_TYPE);
        odd.put("user", "root");
        odd.put("", "no name");
        odd.put("nul", "a\u0000b");
        odd.put("lines", "a\r\nb:c");
        odd.put("redelivered", "junk");
        odd.put("good", "1");
        long reconnects = reconnects(one);
        try (StompTestClient client = subscribed(one)) {
            publish(name, with(odd), "hello".getBytes(UTF_8));
            publish(name, "next");
            Frame message = client.expect("MESSAGE");
            assertThat(message.text()).isEqualTo("hello");
            assertThat(message.required("destination")).isEqualTo(topic);
            assertThat(message.required("good")).isEqualTo("1");
            assertThat(message.header("user")).isNull();
            assertThat(message.header("redelivered")).isNull();
            assertThat(message.header("x-stream-offset")).isNull();
            assertThat(client.expect("MESSAGE").text()).isEqualTo("next");
            assertThat(reconnects(one)).isEqualTo(reconnects);
        }
    }

    @Test
    void aStreamThatWasDeletedIsBoundAnew() throws Exception {
        try (StompTestClient client = subscribed(one)) {
            node.control("delete_queue", "fanfare");
            await().atMost(PATIENCE).until(() -> isBound(one));
            await().atMost(PATIENCE).until(() -> one.bean(Relay.class).isReady());
            publish(name, "again");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("again");
        }
    }
}
