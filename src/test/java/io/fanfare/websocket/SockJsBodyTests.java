package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a SockJS client sends at once is bounded, whether or not it says how much it will be. */
@FanfareServer
class SockJsBodyTests {

    private static final int LIMIT = 16 * 64 * 1024;

    private final String session = "/ws/000/" + UUID.randomUUID();

    @LocalServerPort
    int port;

    /** Sends a request and returns the first line of the answer. */
    private String answer(String path, String header, String body) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String head =
                    "POST " + session + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + header + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        }
    }

    private void open() throws IOException {
        assertThat(answer("/xhr", "Content-Length: 0", "")).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void anAnnouncedBodyIsRefusedUnread() throws IOException {
        open();
        assertThat(answer("/xhr_send", "Content-Length: " + (LIMIT + 1), "")).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aBodyOfUnknownLengthIsReadNoFurtherThanTheLimit() throws IOException {
        open();
        int length = LIMIT + 1;
        String chunk = Integer.toHexString(length) + "\r\n[\"" + "a".repeat(length - 2) + "\r\n";
        assertThat(answer("/xhr_send", "Transfer-Encoding: chunked", chunk)).startsWith("HTTP/1.1 500 ");
    }

    @Test
    void aBodyWithinTheLimitIsTaken() throws IOException {
        open();
        String connect = "[\"CONNECT\\naccept-version:1.2\\n\\n\\u0000\"]";
        assertThat(answer("/xhr_send", "Content-Length: " + connect.length(), connect))
                .isEqualTo("HTTP/1.1 204 No Content");
    }
}
