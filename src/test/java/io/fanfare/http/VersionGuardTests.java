package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Position;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** With {@code expectedPosition} an event is published only where nothing was published behind that position. */
@FanfareServer
class VersionGuardTests {

    private static final int THREADS = 8;

    private final String topic = Topics.fresh();
    private final String users = "/user" + topic.substring("/topic".length());

    @LocalServerPort
    int port;

    private Rest rest;

    @BeforeEach
    void connect() {
        rest = new Rest(port);
    }

    @Test
    void whoKnowsTheLastEventMayPublishTheNext() {
        String first = publish(topic);
        String second = accepted(guarded(topic, first));
        publish(topic + ".other");
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", topic);
            Reply late = guarded(topic, first);
            late.isProblem(412, "/expectedPosition").contains(second);
            assertThat(late.header("Fanfare-Position")).isEqualTo(second);
            assertThat(client.barrier()).isEmpty();
            accepted(guarded(topic, second));
            client.expectMessages(1);
        }
    }

    @Test
    void aLaterPositionOfTheLogWillDoAsLongAsTheDestinationHasNotMoved() {
        publish(topic);
        accepted(guarded(topic, publish(topic + ".other")));
    }

    @Test
    void whereNothingWasEverPublishedAnyPositionOfTheLogWillDo() {
        String elsewhere = publish(topic + ".other");
        accepted(guarded(topic, elsewhere));
        guarded(topic, elsewhere).isProblem(412, "/expectedPosition");
    }

    @Test
    void thePlaceBeforeTheFirstEventIsExpectedOfANewDestination() {
        Position elsewhere = Position.parse(publish(topic + ".other"));
        String start = new Position(elsewhere.epoch(), -1).toString();
        accepted(guarded(topic, start));
        guarded(topic, start).isProblem(412, "/expectedPosition");
    }

    @Test
    void positionsOfOtherLogsAndOfTheFutureAreNotExpected() {
        Position last = Position.parse(publish(topic));
        for (Position strange : List.of(
                new Position(last.epoch() - 1, last.offset()),
                new Position(last.epoch() + 1, last.offset()),
                new Position(last.epoch(), last.offset() + 1_000_000))) {
            Reply reply = guarded(topic, strange.toString());
            reply.isProblem(412, "/expectedPosition");
            assertThat(reply.header("Fanfare-Position")).isEqualTo(last.toString());
        }
    }

    @Test
    void eachUserHasAPositionAtADestinationForUsers() {
        String before = publish(topic);
        String bobs = accepted(toUsers("bob", before));
        accepted(toUsers("eve", before));
        toUsers("bob", before).isProblem(412, "/expectedPosition");
        try (StompTestClient bob = StompTestClient.connect(port, "login:bob");
                StompTestClient eve = StompTestClient.connect(port, "login:eve")) {
            bob.subscribe("1", users);
            eve.subscribe("1", users);
            toUsers("bob\",\"eve", bobs).isProblem(412, "/expectedPosition");
            assertThat(bob.barrier()).isEmpty();
            assertThat(eve.barrier()).isEmpty();
        }
        accepted(toUsers("bob", bobs));
    }

    @Test
    void ofManyDestinationsNoneIsPublishedToIfOneHasMoved() {
        String before = publish(topic);
        String moved = publish(topic + ".b");
        String json = "{\"destinations\":[\"" + topic + "\",\"" + topic + ".b\"],\"payload\":1,\"expectedPosition\":\"";
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", topic);
            client.subscribe("2", topic + ".b");
            Reply reply = rest.event(json + before + "\"}");
            reply.isProblem(412, "/expectedPosition").contains(topic + ".b");
            assertThat(reply.header("Fanfare-Position")).isEqualTo(moved);
            assertThat(client.barrier()).isEmpty();
            rest.event(json + moved + "\"}").isAccepted();
            client.expectMessages(2);
        }
    }

    @Test
    void anItemOfABatchIsRefusedByItself() {
        String last = publish(topic);
        JsonNode report = rest.batch(
                        Rest.JSON,
                        "[" + json(topic, last) + "," + json(topic, last) + "," + json(topic + ".b", last) + "]")
                .isAccepted()
                .json();
        assertThat(report.path("accepted").asInt()).isEqualTo(2);
        assertThat(report.path("results").get(1).path("status").asInt()).isEqualTo(412);
        assertThat(report.path("results").get(1).path("pointer").asString()).isEqualTo("/expectedPosition");
    }

    @Test
    void whatWasPublishedUnderItsIdIsNoMoreGuarded() {
        String json = json(topic, publish(topic)).replace("}", ",\"id\":\"" + UUID.randomUUID() + "\"}");
        String position = accepted(rest.event(json));
        publish(topic);
        JsonNode again = rest.event(json).isAccepted().json();
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        assertThat(again.path("position").asString()).isEqualTo(position);
    }

    @Test
    void ofManyThatExpectTheSameOnePublishes() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            String last = publish(topic);
            client.subscribe("1", topic);
            for (int round = 0; round < 20; round++) {
                String expected = last;
                List<Reply> replies = Together.call(THREADS, () -> guarded(topic, expected));
                assertThat(replies.stream().filter(reply -> reply.status() == 412))
                        .hasSize(THREADS - 1);
                last = client.expect("MESSAGE").required("message-id");
                String heard = last;
                assertThat(replies)
                        .allSatisfy(reply -> assertThat(
                                        reply.status() == 202
                                                ? reply.json().path("position").asString()
                                                : reply.header("Fanfare-Position"))
                                .isEqualTo(heard));
            }
            assertThat(client.barrier()).isEmpty();
        }
    }

    private String publish(String destination) {
        return accepted(rest.raw(destination, "x"));
    }

    private static String accepted(Reply reply) {
        return reply.isAccepted().json().path("position").asString();
    }

    private Reply guarded(String destination, String expected) {
        return rest.event(json(destination, expected));
    }

    private Reply toUsers(String names, String expected) {
        return rest.event(json(users, expected).replace("}", ",\"users\":[\"" + names + "\"]}"));
    }

    private static String json(String destination, String expected) {
        return "{\"destination\":\"" + destination + "\",\"payload\":1,\"expectedPosition\":\"" + expected + "\"}";
    }
}
