package io.fanfare.security;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Places;
import io.fanfare.session.Sessions;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.Heap;
import io.fanfare.testing.Http;
import io.fanfare.testing.LogLines;
import io.fanfare.testing.RawHttp;
import io.fanfare.testing.StompTestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Attacks by much and by slowness. */
@FanfareServer({
    "fanfare.stomp.deflate=true",
    "fanfare.limits.handshake-timeout=1s",
    "fanfare.session.remembered=100",
    "fanfare.history.traced=100",
    "fanfare.presence.rules[0].pattern=/topic/room.#"
})
class LoadAttackTests {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BOMB_BYTES = 50_000_000;

    /** How often clients come and go; {@code -Dfanfare.churn=1000000} is the attack in full. */
    private static final int COMINGS = Integer.getInteger("fanfare.churn", 2_000);

    private static final long GROWTH = 16L * 1024 * 1024;

    @LocalServerPort
    int port;

    @Autowired
    Sessions sessions;

    @Autowired
    Places places;

    @Autowired
    LimitCounts limits;

    private void isServing() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.subscribe("1", "/topic/load");
            assertThat(client.barrier()).isEmpty();
        }
    }

    @Test
    void s15AHandshakeThatComesByteByByteEndsInTime() throws IOException {
        long before = limits.count(Limit.HANDSHAKE_TIMEOUT);
        byte[] head = ("GET /ws HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(10_000)).getBytes(US_ASCII);
        List<Socket> slow = new ArrayList<>();
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
            for (int i = 0; i < 50; i++) {
                slow.add(new Socket(InetAddress.getLoopbackAddress(), port));
            }
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
                slow.removeIf(socket -> !isTaken(socket, head[0]));
                isServing();
                return slow.isEmpty();
            });
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(limits.count(Limit.HANDSHAKE_TIMEOUT) - before).isGreaterThanOrEqualTo(51);
    }

    /** Sends a byte, and tells whether the other side still has the connection. */
    private static boolean isTaken(Socket socket, byte next) {
        try {
            socket.setSoTimeout(1);
            socket.getOutputStream().write(next);
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException open) {
            return true;
        } catch (SocketException closed) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void s15WhoHasAskedOnceIsNotEndedSo() throws IOException {
        try (StompTestClient client = StompTestClient.connect(port);
                Socket kept = new Socket(InetAddress.getLoopbackAddress(), port)) {
            kept.setSoTimeout((int) PATIENCE.toMillis());
            byte[] request = "GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII);
            kept.getOutputStream().write(request);
            assertThat(kept.getInputStream().read()).isEqualTo('H');
            client.patience(Duration.ofSeconds(10)).ping();
            awaitTheEndOfOneThatAsksNothing();
            kept.getInputStream().skip(kept.getInputStream().available());
            kept.getOutputStream().write(request);
            assertThat(kept.getInputStream().read()).isEqualTo('H');
            assertThat(client.barrier()).isEmpty();
        }
    }

    /** It began later than any other, and so outlives them. */
    private void awaitTheEndOfOneThatAsksNothing() throws IOException {
        try (Socket idle = new Socket(InetAddress.getLoopbackAddress(), port)) {
            assertThat(idle.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void s15ABombOfZerosIsEndedBeforeItIsUnpacked() {
        byte[] bomb = bomb();
        ByteBuffer frame = ByteBuffer.allocate(bomb.length + 14);
        frame.put((byte) 0xC1)
                .put((byte) (0x80 | 127))
                .putLong(bomb.length)
                .putInt(0)
                .put(bomb);
        Handshake handshake = Handshake.to("/ws").extensions("permessage-deflate");
        long before = Heap.live();
        try (StompTestClient client = StompTestClient.open(port, handshake)) {
            client.handshake("1.2");
            client.writeRaw(Arrays.copyOf(frame.array(), frame.position()));
            assertThat(client.expectCloseAfterAnyError().code()).isEqualTo(1009);
        }
        isServing();
        Heap.awaitAtMost(before + GROWTH);
    }

    private static byte[] bomb() {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try {
            byte[] plain = new byte[BOMB_BYTES];
            byte[] send = "SEND\ndestination:/topic/load\n\n".getBytes(US_ASCII);
            Arrays.fill(plain, (byte) 'a');
            System.arraycopy(send, 0, plain, 0, send.length);
            deflater.setInput(plain);
            byte[] packed = new byte[BOMB_BYTES / 100];
            int size = deflater.deflate(packed, 0, packed.length, Deflater.SYNC_FLUSH);
            return Arrays.copyOf(packed, size - 4);
        } finally {
            deflater.end();
        }
    }

    @Test
    void s16WhoComesAndGoesLeavesNothing() throws Exception {
        comeAndGo(COMINGS / 4);
        await().atMost(PATIENCE).until(this::isEmpty);
        long before = Heap.live();
        comeAndGo(COMINGS);
        await().atMost(PATIENCE).until(this::isEmpty);
        Heap.awaitAtMost(before + GROWTH);
        isServing();
    }

    private boolean isEmpty() {
        return places.taken() == 0 && sessions.count() == 0;
    }

    private void comeAndGo(int times) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(8)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                int number = i;
                all.add(clients.submit(() -> comeAndGoAs(number)));
            }
            for (Future<?> each : all) {
                each.get();
            }
        }
    }

    /** In each way that a client can. */
    private void comeAndGoAs(int number) {
        try (StompTestClient client = StompTestClient.open(port)) {
            if (number % 5 == 0) {
                client.abort();
                return;
            }
            client.handshake("1.2", "login:user-" + number);
            client.subscribe("1", "/topic/room." + number);
            switch (number % 5) {
                case 1 -> client.abort();
                case 2 -> client.sendClose(1000);
                case 3 -> client.send("DISCONNECT\n\n\0");
                default -> client.send("nonsense\n\n\0");
            }
        }
    }

    @Test
    void s18MalformedInputAtFullSpeedFillsNoLog() {
        try (LogLines log = new LogLines("io.fanfare")) {
            for (int i = 0; i < 300; i++) {
                try (StompTestClient client = StompTestClient.connect(port)) {
                    client.sendIfOpen("SEND\n\u0001broken" + i + "\n\n\0");
                    client.expectRefusal();
                }
                try (StompTestClient client = StompTestClient.connect(port)) {
                    client.writeRaw(new byte[] {(byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0});
                    client.expectCloseAfterAnyError();
                }
                RawHttp.answer(
                        port,
                        "POST /api/v1/events HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Content-Length: 2\r\n\r\n{{");
                RawHttp.refusal(port, Handshake.to("/ws").with("Sec-WebSocket-Key", "x" + i));
                Http.send(port, "POST", "/api/v1/destinations/topic/..", "x");
            }
            assertThat(log.lines()).hasSizeLessThan(40);
        }
        isServing();
    }
}
