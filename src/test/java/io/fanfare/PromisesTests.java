package io.fanfare;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import io.fanfare.testing.Close;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The sentences under "What is promised" in the design, one by one. */
@FanfareServer({"fanfare.session.close-grace=5s", "fanfare.drain.grace=5s"})
class PromisesTests {

    private static final int SMALL_BUFFER = 4_096;

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Autowired
    MeterRegistry meters;

    private final String topic = Topics.fresh();
    private final String user = UUID.randomUUID().toString();

    private static long offset(String position) {
        return Long.parseLong(position.substring(position.indexOf('-') + 1));
    }

    private static List<String> texts(List<Frame> messages) {
        return messages.stream().map(Frame::text).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(Integer::toString).toList();
    }

    private Session session() {
        return sessions.stream()
                .filter(session -> user.equals(session.user()))
                .findFirst()
                .orElseThrow();
    }

    private StompTestClient stuckClient() {
        StompTestClient client = StompTestClient.openWithSmallBuffer(port, SMALL_BUFFER);
        client.handshake("1.2", "login:" + user);
        return client;
    }

    /** Each subscription hears its destinations' events in the order of the log, ascending. */
    @Test
    void aSubscriptionHearsItsEventsInTheOrderOfTheLog() throws InterruptedException, ExecutionException {
        int publishers = 4;
        int each = 250;
        try (StompTestClient one = StompTestClient.connect(port);
                StompTestClient other = StompTestClient.connect(port);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            one.subscribe("s", topic + ".#");
            other.subscribe("t", topic + ".*");
            List<Future<?>> done = new ArrayList<>();
            for (int p = 0; p < publishers; p++) {
                int publisher = p;
                done.add(threads.submit(() -> {
                    for (int i = 0; i < each; i++) {
                        Http.publish(port, topic + "." + (publisher + i) % 3, "x");
                    }
                }));
            }
            for (Future<?> publisher : done) {
                publisher.get();
            }
            List<String> heard = one.expectMessages(publishers * each).stream()
                    .map(message -> message.required("message-id"))
                    .toList();
            assertThat(heard.stream().map(PromisesTests::offset)).isSorted().doesNotHaveDuplicates();
            assertThat(other.expectMessages(publishers * each))
                    .extracting(message -> message.required("message-id"))
                    .isEqualTo(heard);
        }
    }

    /** At least once between its receipt and the end of its session; here each once. */
    @Test
    void aSubscriptionHearsEachEventBetweenItsReceiptAndItsEnd() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            for (int round = 0; round < 50; round++) {
                Http.publish(port, topic, "before");
                client.subscribe("s", topic);
                Http.publish(port, topic, "1");
                Http.publish(port, topic, "2");
                client.send("UNSUBSCRIBE\nid:s\nreceipt:end\n\n\0");
                assertThat(texts(client.expectMessages(2))).containsExactly("1", "2");
                client.expectReceipt("end");
                Http.publish(port, topic, "after");
                assertThat(client.barrier()).isEmpty();
            }
        }
    }

    /** No MESSAGE follows an UNSUBSCRIBE's receipt: not even what an acknowledgement would have released. */
    @Test
    void whatWasHeldBackIsNotReleasedBehindTheReceiptOfAnUnsubscribe() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("s", topic, "ack:client", "prefetch-count:1");
            Http.publish(port, topic, "1");
            Http.publish(port, topic, "2");
            String ack = client.expect("MESSAGE").required("ack");
            client.send("BEGIN\ntransaction:t\n\n\0");
            client.send("ACK\nid:" + ack + "\ntransaction:t\n\n\0");
            client.send("UNSUBSCRIBE\nid:s\nreceipt:end\n\n\0");
            client.expectReceipt("end");
            client.send("COMMIT\ntransaction:t\nreceipt:committed\n\n\0");
            client.expectReceipt("committed");
            assertThat(client.barrier()).isEmpty();
        }
    }

    /** A publisher's order holds for publishes that await each answer, whichever way they come in. */
    @Test
    void aPublisherThatAwaitsEachAnswerIsHeardInItsOrder() {
        try (StompTestClient client = StompTestClient.connect(port);
                StompTestClient publisher = StompTestClient.connect(port)) {
            client.subscribe("s", topic);
            for (int i = 1; i <= 300; i++) {
                if (i % 3 == 0) {
                    Http.publish(port, topic, Integer.toString(i));
                } else {
                    publisher.send("SEND\ndestination:" + topic + "\nreceipt:" + i + "\n\n" + i + "\0");
                    publisher.expectReceipt(Integer.toString(i));
                }
            }
            assertThat(texts(client.expectMessages(300))).isEqualTo(numbers(1, 300));
        }
    }

    /** 202 means: in the log, with that position, and queued for every matching session. */
    @Test
    void acceptedMeansQueuedForEveryMatchingSessionWithThatPosition() {
        List<StompTestClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 100; i++) {
                clients.add(StompTestClient.connect(port));
                clients.getLast().subscribe("s", topic);
            }
            String answer = Http.publish(port, topic, "x").body();
            for (StompTestClient client : clients) {
                List<Frame> messages = client.barrier();
                assertThat(messages).hasSize(1);
                assertThat(answer)
                        .contains("\"position\":\"" + messages.getFirst().required("message-id") + "\"")
                        .contains("\"subscribers\":100");
            }
        } finally {
            clients.forEach(StompTestClient::close);
        }
    }

    /** It does not wait for sockets. */
    @Test
    void acceptedDoesNotWaitForASocketThatIsStuck() {
        try (StompTestClient stuck = stuckClient()) {
            stuck.subscribe("s", topic);
            stuck.stopReading();
            int published = 0;
            while (session().outbox().bytes() < 500_000) {
                Http.publish(port, topic, "text/plain", "x".repeat(10_000).getBytes(UTF_8));
                published++;
            }
            assertThat(session().isClosing()).isFalse();
            stuck.resumeReading();
            assertThat(stuck.expectMessages(published)).hasSize(published);
        }
    }

    /** Delivery to one session never waits for another's socket. */
    @Test
    void aClientThatStopsReadingIsCutOffWhileTheOthersNoticeNothing() {
        double before = slowConsumers();
        String heavy = topic + ".heavy";
        List<StompTestClient> others = new ArrayList<>();
        try (StompTestClient stuck = stuckClient()) {
            for (int i = 0; i < 50; i++) {
                others.add(StompTestClient.connect(port));
                others.getLast().subscribe("s", topic);
            }
            stuck.subscribe("a", topic);
            stuck.subscribe("b", heavy);
            stuck.stopReading();
            Session session = session();
            int published = 0;
            while (!session.isClosing()) {
                Http.publish(port, topic, Integer.toString(++published));
                Http.publish(port, heavy, "text/plain", "x".repeat(20_000).getBytes(UTF_8));
                assertThat(session.outbox().bytes()).isLessThanOrEqualTo(1024 * 1024);
            }
            Http.publish(port, topic, Integer.toString(++published));
            for (StompTestClient other : others) {
                assertThat(texts(other.expectMessages(published))).isEqualTo(numbers(1, published));
            }
            await().until(session::isEnded);
            assertThat(slowConsumers()).isEqualTo(before + 1);
            for (StompTestClient other : others) {
                assertThat(other.barrier()).isEmpty();
            }
        } finally {
            others.forEach(StompTestClient::close);
        }
    }

    private double slowConsumers() {
        return meters.get("fanfare.sessions.closed")
                .tag("reason", "slow-consumer")
                .functionCounter()
                .count();
    }

    /** And if it reads again in time, it hears why, after what was under way. */
    @Test
    void aSlowConsumerThatReadsAgainHearsWhyItWasCutOff() {
        try (StompTestClient stuck = stuckClient()) {
            stuck.subscribe("s", topic);
            stuck.stopReading();
            Session session = session();
            int published = 0;
            while (!session.isClosing()) {
                Http.publish(port, topic, "text/plain", (++published + ":" + "x".repeat(50_000)).getBytes(UTF_8));
            }
            stuck.resumeReading();
            int heard = 0;
            Frame frame = stuck.frame();
            for (; frame.command().equals("MESSAGE"); frame = stuck.frame()) {
                assertThat(frame.text()).startsWith(++heard + ":");
            }
            assertThat(heard).isLessThan(published);
            assertThat(frame.command()).isEqualTo("ERROR");
            assertThat(frame.required("reason")).isEqualTo("slow-consumer");
            Close close = stuck.expectClose();
            assertThat(close.code()).isEqualTo(4508);
            assertThat(close.reason()).matches("slow-consumer; retry-ms=\\d+");
        }
    }
}
