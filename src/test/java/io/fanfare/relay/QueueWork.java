package io.fanfare.relay;

import io.fanfare.testing.FanfareInstance;
import io.fanfare.testing.Frame;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** Consumes numbers from a queue and acknowledges each, in one session that is to stay, until it is told to end. */
final class QueueWork implements AutoCloseable {

    private static final Duration SHORT = Duration.ofMillis(100);

    private final StompTestClient client;
    private final List<Integer> consumed = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile String fault = "";

    QueueWork(FanfareInstance instance, String queue) {
        client = StompTestClient.connect(instance.port()).patience(Duration.ofSeconds(60));
        client.subscribe("0", queue, "ack:client-individual", "prefetch-count:5");
        thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            while (!ended) {
                Optional<Frame> message = client.frameWithin(SHORT);
                message.ifPresent(this::take);
            }
        } catch (RuntimeException | AssertionError e) {
            fault = e.toString();
        }
    }

    private void take(Frame message) {
        consumed.add(Integer.valueOf(message.text()));
        client.send("ACK\nid:" + message.required("ack") + "\n\n\0");
    }

    /** What it has got, some of it twice where the acknowledgement was lost. */
    List<Integer> consumed() {
        return consumed;
    }

    /** Why it could not go on; empty if it could. */
    String fault() {
        return fault;
    }

    @Override
    public void close() {
        ended = true;
        join(thread);
        client.close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends numbers to a queue, each once. */
    static final class Sender implements AutoCloseable {

        private static final Duration PAUSE = Duration.ofMillis(2);
        private static final int ACCEPTED = 202;
        private static final int AWAY = 503;

        private final FanfareInstance instance;
        private final String queue;
        private final List<Integer> accepted = new CopyOnWriteArrayList<>();
        private final List<Integer> refused = new CopyOnWriteArrayList<>();
        private final Thread thread;
        private volatile boolean ended;
        private volatile String fault = "";

        Sender(FanfareInstance instance, String queue) {
            this.instance = instance;
            this.queue = queue;
            this.thread = Thread.ofVirtual().start(this::run);
        }

        private void run() {
            for (int i = 0; !ended && fault.isEmpty(); i++) {
                HttpResponse<String> answer =
                        Http.post(instance.port(), "/api/v1/destinations" + queue, "text/plain", Integer.toString(i));
                switch (answer.statusCode()) {
                    case ACCEPTED -> accepted.add(i);
                    case AWAY -> refused.add(i);
                    default -> fault = answer.statusCode() + " " + answer.body();
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }

        List<Integer> accepted() {
            return accepted;
        }

        /** Of these nobody knows whether they are in the queue. */
        List<Integer> refused() {
            return refused;
        }

        String fault() {
            return fault;
        }

        @Override
        public void close() {
            ended = true;
            join(thread);
        }
    }
}
