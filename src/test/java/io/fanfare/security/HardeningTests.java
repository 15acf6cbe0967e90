package io.fanfare.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.ClosedServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.SseTestClient;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.TokenIssuer;
import java.net.URLEncoder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Attacks on a closed service, each over a real socket. */
@ClosedServer
class HardeningTests {

    @LocalServerPort
    int port;

    private StompTestClient as(String user, String... grants) {
        return StompTestClient.connect(port, "passcode:" + TokenIssuer.token(user, grants));
    }

    private void publish(String destination, String text) {
        assertThat(Http.send(port, "POST", "/api/v1/destinations" + destination, text, "X-API-Key", ClosedServer.SHOP)
                        .statusCode())
                .isEqualTo(202);
    }

    private static Frame isRefused(StompTestClient client, int code, String words) {
        Frame error = client.expectRefusal(code);
        assertThat(error.text()).contains(words).doesNotContain("Exception", "io.fanfare", "\tat ");
        return error;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            passcode:fanfare_key-of-the-shop-1      |
            token:fanfare_key-of-the-shop-2         |
            Authorization:Bearer fanfare_key-of-the-shop-1 |
            login:\\npasscode:                      | none: anonymous may hear what is public
            """)
    void whoMayConnectDoes(String header, String why) {
        try (StompTestClient client = StompTestClient.open(port)) {
            Frame connected = client.handshake("1.2", header.replace("\\n", "\n"));
            assertThat(connected.header("user-name")).as(why).isNull();
        }
    }

    @Test
    void theUserIsTheSubjectOfTheToken() {
        try (StompTestClient client = StompTestClient.open(port)) {
            Frame connected = client.handshake("1.2", "login:alice", "token:" + TokenIssuer.token("alice"));
            assertThat(connected.required("user-name")).isEqualTo("alice");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4401 | passcode:nonsense                  | There is no such key
            4401 | token:eyJ.eyJ.x                    | The token does not hold
            4401 | Authorization:Basic YTpi           | This scheme of Authorization is not taken
            4401 | login:alice                        | The login is not that of the user
            4401 | login:alice\\npasscode:fanfare_key-of-the-shop-1 | The login is not that of the user
            4401 | passcode:fanfare_key-of-the-shop-1\\ntoken:fanfare_key-of-the-shop-2 | more than one credential
            4403 | passcode:fanfare_key-of-operators  | add subscribe:<pattern> or send:<pattern> or presence:<pattern> to fanfare.security.keys.ops.grants
            """)
    void whoMayNotIsToldWhy(int code, String header, String words) {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:1.2\nhost:x\n" + header.replace("\\n", "\n") + "\n\n\0");
            isRefused(client, code, words);
        }
    }

    /** S2. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void s2NothingBehindARefusedConnectIsHeard(int how) {
        String refused = "CONNECT\naccept-version:1.2\nhost:x\npasscode:nonsense\n\n\0";
        String behind = "SEND\ndestination:/topic/public.1\n\nfoul\0SUBSCRIBE\nid:1\ndestination:/topic/public.1\n\n\0";
        try (StompTestClient witness = StompTestClient.connect(port);
                StompTestClient client = StompTestClient.open(port)) {
            witness.subscribe("w", "/topic/public.1");
            switch (how) {
                case 0 -> client.send(refused + behind);
                case 1 -> {
                    client.send(refused);
                    client.sendIfOpen(behind);
                }
                default -> {
                    client.send(refused + behind.substring(0, 20));
                    client.sendIfOpen(behind.substring(20));
                }
            }
            isRefused(client, 4401, "There is no such key");
            assertThat(witness.barrierAt("/topic/public.barrier")).isEmpty();
        }
    }

    /** S7. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/topic/#",
                "/topic/*",
                "/topic/*.#",
                "/topic/shop",
                "/topic/public/#",
                "/topic/Public.a",
                "/user/inbox"
            })
    void s7APatternWiderThanTheGrantIsRefused(String pattern) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SUBSCRIBE\nid:1\ndestination:" + pattern + "\nreceipt:r\n\n\0");
            Frame error = isRefused(client, 4401, "");
            assertThat(error.required("receipt-id")).isEqualTo("r");
        }
        try (StompTestClient client = as("alice", "subscribe:/topic/public.*")) {
            client.send("SUBSCRIBE\nid:1\ndestination:/topic/public.#\n\n\0");
            isRefused(
                    client,
                    4403,
                    "The user alice has no grant that covers this: add subscribe:/topic/public.# to the grants in the token,"
                            + " or fanfare.security.jwt.grants.");
        }
    }

    @Test
    void s7WhatTheGrantCoversIsHeardAndNoMore() {
        try (StompTestClient client = StompTestClient.connect(port, "passcode:" + ClosedServer.SHOP)) {
            client.subscribe("1", "/topic/shop.*");
            publish("/topic/shop.1", "one");
            assertThat(client.expect("MESSAGE").text()).isEqualTo("one");
        }
    }

    @Test
    void s7VariablesKeepUsersApart() {
        try (StompTestClient alice = as("alice")) {
            alice.subscribe("1", "/topic/of.alice.#");
            alice.send("SUBSCRIBE\nid:2\ndestination:/topic/of.bob.#\n\n\0");
            isRefused(alice, 4403, "add subscribe:/topic/of.bob.#");
        }
        try (StompTestClient wild = as("*")) {
            wild.send("SUBSCRIBE\nid:1\ndestination:/topic/of.*.#\n\n\0");
            isRefused(wild, 4403, "has no grant");
        }
    }

    /** S8: whatever they ask for below /user/ is their own, or refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/user/bob/inbox",
                "/user/inbox",
                "/user/#",
                "/user/*",
                "/user//inbox",
                "/user/bob%2Finbox",
                "/user/../bob/inbox",
                "/user/BOB/inbox",
                "/User/bob/inbox"
            })
    void s8NobodyHearsWhatIsForAnother(String spelling) {
        try (StompTestClient bob = as("bob");
                StompTestClient eve = as("eve")) {
            bob.subscribe("1", "/user/inbox");
            eve.send("SUBSCRIBE\nid:1\ndestination:" + spelling + "\nreceipt:r\n\n\0");
            boolean heard = eve.frame().command().equals("RECEIPT");
            publish("/user/inbox?user=bob", "for bob");
            assertThat(bob.expect("MESSAGE").text()).isEqualTo("for bob");
            if (heard) {
                assertThat(eve.barrierAt("/user/barrier")).isEmpty();
            }
        }
    }

    @Test
    void s8AClientSendsOnlyWhereItIsGranted() {
        try (StompTestClient witness = StompTestClient.connect(port)) {
            witness.subscribe("w", "/topic/public.#");
            for (String destination : List.of("/topic/public.1", "/topic/public.#", "/user/fanfare.notices")) {
                try (StompTestClient client = as("alice", "send:/topic/chat.#")) {
                    client.send("SEND\ndestination:" + destination + "\nreceipt:r\n\nfoul\0");
                    client.expectRefusal();
                }
            }
            try (StompTestClient anonymous = StompTestClient.connect(port)) {
                anonymous.send("SEND\ndestination:/topic/public.1\n\nfoul\0");
                isRefused(anonymous, 4401, "add send:/topic/public.1 to fanfare.security.anonymous.grants");
            }
            assertThat(witness.barrierAt("/topic/public.barrier")).isEmpty();
        }
        try (StompTestClient client = as("alice", "send:/topic/chat.#")) {
            client.send("SEND\ndestination:/topic/chat.1\nreceipt:r\n\nhello\0");
            client.expectReceipt("r");
        }
    }

    /** What was checked when it came is checked again when it takes effect. */
    @Test
    void s8ATransactionIsNoWayAround() {
        try (StompTestClient client = as("alice", "send:/topic/chat.#")) {
            client.send("BEGIN\ntransaction:t\n\n\0");
            client.send("SEND\ntransaction:t\ndestination:/topic/public.1\n\nfoul\0");
            isRefused(client, 4403, "add send:/topic/public.1");
        }
    }

    /** S9. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "message-id",
                "subscription",
                "ack",
                "destination",
                "timestamp",
                "content-length",
                "user",
                "user-name",
                "session",
                "position",
                "gap-after",
                "receipt",
                "transaction",
                "passcode",
                "login",
                "token"
            })
    void s9HeadersOfTheServerAreNotThoseOfAClient(String header) {
        try (StompTestClient hearer = as("bob", "subscribe:/topic/chat.#");
                StompTestClient client = as("alice", "send:/topic/chat.#")) {
            hearer.subscribe("1", "/topic/chat.1");
            String forged =
                    header.equals("destination") || header.equals("content-length") || header.equals("transaction")
                            ? "receipt:" + header
                            : header + ":forged";
            client.send("SEND\ndestination:/topic/chat.1\n" + forged + "\n\nhello\0");
            Frame message = hearer.expect("MESSAGE");
            assertThat(message.head()).doesNotContain("forged");
        }
    }

    /** S12: whoever has a user's cookies has nothing. */
    @Test
    void s12CookiesAreNoCredential() {
        String token = TokenIssuer.token("alice");
        Handshake stolen = Handshake.to("/ws").with("Cookie", "token=" + token + "; Authorization=Bearer " + token);
        assertThat(RawHttp.refusal(port, stolen.with("Origin", "https://evil.example"))
                        .header("Fanfare-Handshake"))
                .isEqualTo("origin-refused");
        try (StompTestClient client = StompTestClient.open(port, stolen)) {
            assertThat(client.handshake("1.2").header("user-name")).isNull();
            client.send("SUBSCRIBE\nid:1\ndestination:/user/inbox\n\n\0");
            isRefused(client, 4401, "/user/ is for the sessions of one");
        }
    }

    /** S17: an error tells of nobody else. */
    @Test
    void s17AnErrorTellsNothingOfOthers() {
        try (StompTestClient bob = as("bob", "subscribe:/topic/secret.#")) {
            bob.subscribe("1", "/topic/secret.of.bob");
            for (String frame : List.of(
                    "SUBSCRIBE\nid:1\ndestination:/topic/secret.of.bob\n\n\0",
                    "SEND\ndestination:/topic/secret.of.bob\n\nx\0",
                    "ACK\nid:1\n\n\0")) {
                try (StompTestClient eve = as("eve")) {
                    eve.send(frame);
                    assertThat(eve.expectRefusal().toString()).doesNotContain("user bob", "Exception", "io.fanfare");
                }
            }
        }
    }

    /** S20: a name is itself and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"bob/inbox", "b%6Fb", "Bob", "bob ", "bób", "inbox", "fanfare.notices", "bob,eve"})
    void s20NamesAreComparedExactly(String name) {
        try (StompTestClient other = StompTestClient.connect(port, "passcode:" + TokenIssuer.token(name));
                StompTestClient bob = as("bob")) {
            other.subscribe("1", "/user/#");
            bob.subscribe("1", "/user/#");
            publish("/user/inbox?user=bob", "for bob");
            assertThat(bob.expect("MESSAGE").text()).isEqualTo("for bob");
            assertThat(other.barrierAt("/user/barrier")).isEmpty();
            publish("/user/inbox?user=" + URLEncoder.encode(name, UTF_8), "for the other");
            assertThat(other.expect("MESSAGE").text()).isEqualTo("for the other");
            assertThat(bob.barrierAt("/user/barrier")).isEmpty();
        }
    }

    @Test
    void s20ANameThatIsASessionsIdIsNotThatSession() {
        try (StompTestClient bob = StompTestClient.open(port)) {
            String session =
                    bob.handshake("1.2", "passcode:" + TokenIssuer.token("bob")).required("session");
            bob.subscribe("1", "/user/#");
            publish("/user/inbox?user=" + session, "for a name");
            assertThat(bob.barrierAt("/user/barrier")).isEmpty();
        }
    }

    @Test
    void aStreamHearsWhatItsReaderMay() {
        String token = "Authorization: Bearer " + TokenIssuer.token("alice");
        try (SseTestClient stream =
                SseTestClient.open(port, "/sse?destination=/topic/of.alice.1&destination=/user/inbox", token)) {
            assertThat(stream.next().event()).isEqualTo("start");
            publish("/user/inbox?user=bob", "for bob");
            publish("/user/inbox?user=alice", "for alice");
            assertThat(stream.next().data()).contains("for alice");
        }
        assertThat(Http.send(port, "GET", "/sse?destination=/topic/shop.1", "").statusCode())
                .isEqualTo(401);
        assertThat(Http.send(
                                port,
                                "GET",
                                "/sse?destination=/topic/shop.1",
                                "",
                                "Authorization",
                                "Bearer " + TokenIssuer.token("alice"))
                        .body())
                .contains("\"status\":403", "add subscribe:/topic/shop.1 to the grants in the token");
    }

    @Test
    void historyOfUsersIsReadByThemAndByOperators() {
        publish("/user/inbox?user=alice", "for alice");
        String path = "/api/v1/destinations/user/inbox/history?user=";
        String granted = "Bearer " + TokenIssuer.token("alice", "history:/user/#");
        assertThat(Http.send(port, "GET", path + "alice", "", "Authorization", granted)
                        .body())
                .contains("for alice");
        assertThat(Http.send(port, "GET", path + "bob", "", "Authorization", granted)
                        .statusCode())
                .isEqualTo(403);
        assertThat(Http.send(port, "GET", path + "alice", "", "X-API-Key", ClosedServer.OPS)
                        .statusCode())
                .isEqualTo(200);
    }
}
