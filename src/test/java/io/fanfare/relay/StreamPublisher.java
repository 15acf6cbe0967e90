package io.fanfare.relay;

import io.fanfare.testing.Http;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/** Publishes numbers from 0 to one destination, each until it is accepted, until it is told to end. */
final class StreamPublisher implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int ACCEPTED = 202;
    private static final int AWAY = 503;

    private final IntSupplier port;
    private final String destination;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger away = new AtomicInteger();
    private final Thread thread;
    private volatile boolean ended;
    private volatile String fault = "";

    /** @param port of an instance, asked for each event */
    StreamPublisher(IntSupplier port, String destination) {
        this.port = port;
        this.destination = destination;
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        while (!ended && fault.isEmpty()) {
            publish(accepted.get());
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Tries until the answer is clear; only then its number is used up. */
    private void publish(int number) {
        String json = "{\"destination\":\"%s\",\"id\":\"%s-%d\",\"data\":\"%s\"}"
                .formatted(
                        destination,
                        destination.substring(1).replace('/', '-'),
                        number,
                        Base64.getEncoder()
                                .encodeToString(Integer.toString(number).getBytes(StandardCharsets.UTF_8)));
        while (fault.isEmpty()) {
            try {
                HttpResponse<String> answer = Http.postJson(port.getAsInt(), "/api/v1/events", json);
                if (answer.statusCode() == ACCEPTED) {
                    accepted.incrementAndGet();
                    return;
                }
                away.incrementAndGet();
                if (answer.statusCode() != AWAY) {
                    fault = answer.statusCode() + " " + answer.body();
                }
            } catch (RuntimeException cut) {
                away.incrementAndGet();
            }
            LockSupport.parkNanos(PAUSE.toNanos() * 10);
        }
    }

    /** How many were accepted. */
    int accepted() {
        return accepted.get();
    }

    /** How often one was not. */
    int refusals() {
        return away.get();
    }

    /** Ends it when the event under way is accepted; returns how many were. */
    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!fault.isEmpty()) {
            throw new AssertionError(fault);
        }
    }
}
