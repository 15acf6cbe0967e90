package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fanfare.testing.Close;
import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Http;
import io.fanfare.testing.StompTestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an operator who drains an instance sees, and its clients. */
class DrainIT {

    private static final int SESSIONS = 300;
    private static final int RATE = 100;
    private static final int TERMINATED = 128 + 15;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** When a client was told to go, in nanoseconds, and how. */
    private record Told(long at, Close close) {}

    @Test
    void sessionsGoOneByOneAndTheProcessStays() {
        try (FanfareProcess process = FanfareProcess.start("fanfare.drain.grace=1m", "fanfare.drain.rate=" + RATE)) {
            List<StompTestClient> clients = connect(process.port());
            assertThat(forecast(process.port()))
                    .isEqualTo("{\"state\":\"accepting\",\"sessions\":300,\"closingMillis\":3000,"
                            + "\"returningMillis\":3000,\"graceMillis\":60000}");
            long start = System.nanoTime();
            List<Told> told = drain(process.port(), clients);
            for (int i = 0; i < told.size(); i++) {
                assertThat(told.get(i).close().code()).isEqualTo(1012);
                assertThat(told.get(i).close().reason()).isEqualTo("restart; retry-ms=0");
                assertThat(Duration.ofNanos(told.get(i).at() - start).toMillis())
                        .as("the time until %s were told", i + 1)
                        .isGreaterThanOrEqualTo(i * 1_000L / RATE - 1);
            }
            process.await(Pattern.compile("Sessions are closed"), PATIENCE);
            assertThat(forecast(process.port())).contains("\"state\":\"drained\",\"sessions\":0,");
            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
        }
    }

    /** Whoever comes meanwhile is refused, or let in and told at once; each of them hears it. */
    @Test
    void aSecondOrderAndSigtermJoinTheFirstWhileOthersWantIn() {
        try (FanfareProcess process = FanfareProcess.start("fanfare.drain.grace=1m", "fanfare.drain.rate=" + RATE);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Told>> closes = connect(process.port()).stream()
                    .map(client -> CompletableFuture.supplyAsync(() -> close(client), threads))
                    .toList();
            List<CompletableFuture<String>> storm = IntStream.range(0, 8)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> storm(process.port()), threads))
                    .toList();
            assertThat(Http.postJson(process.port(), "/actuator/drain", "").statusCode())
                    .isEqualTo(200);
            assertThat(Http.postJson(process.port(), "/actuator/drain", "").body())
                    .contains("\"state\":\"draining\"");
            assertThat(storm).extracting(CompletableFuture::join).containsOnly("draining");
            process.terminate();
            assertThat(closes)
                    .extracting(CompletableFuture::join)
                    .allSatisfy(told -> assertThat(told.close().reason()).isEqualTo("restart; retry-ms=0"));
            assertThat(process.awaitExit(PATIENCE)).isEqualTo(TERMINATED);
            assertThat(Pattern.compile("Stopping: ").matcher(process.output()).results())
                    .hasSize(1);
        }
    }

    /** Comes again and again, until it is refused. */
    private static String storm(int port) {
        while (true) {
            try (StompTestClient client = StompTestClient.open(port)) {
                assertThat(client.expectClose().code()).isEqualTo(1012);
            } catch (Handshake.Refused refused) {
                return refused.answer().header("Fanfare-Handshake");
            }
        }
    }

    private static List<StompTestClient> connect(int port) {
        List<StompTestClient> clients = new ArrayList<>();
        for (int i = 0; i < SESSIONS; i++) {
            StompTestClient client = StompTestClient.connect(port);
            client.subscribe("a", "/topic/news");
            clients.add(client);
        }
        return clients;
    }

    /** In the order in which they were told. */
    private static List<Told> drain(int port, List<StompTestClient> clients) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Told>> closes = clients.stream()
                    .map(client -> CompletableFuture.supplyAsync(() -> close(client), threads))
                    .toList();
            assertThat(Http.postJson(port, "/actuator/drain", "").statusCode()).isEqualTo(200);
            assertThat(Http.get(port, "/actuator/health/readiness").statusCode())
                    .isEqualTo(503);
            assertThat(Http.get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThatExceptionOfType(Handshake.Refused.class)
                    .isThrownBy(() -> StompTestClient.open(port))
                    .satisfies(refused -> assertThat(refused.answer().header("Fanfare-Handshake"))
                            .isEqualTo("draining"));
            return closes.stream()
                    .map(CompletableFuture::join)
                    .sorted(Comparator.comparingLong(Told::at))
                    .toList();
        }
    }

    private static Told close(StompTestClient client) {
        try (client) {
            Close close = client.expectClose();
            return new Told(System.nanoTime(), close);
        }
    }

    private static String forecast(int port) {
        return Http.get(port, "/actuator/drain").body();
    }
}
