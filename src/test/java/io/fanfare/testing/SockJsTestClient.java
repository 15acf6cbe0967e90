package io.fanfare.testing;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A SockJS client without WebSocket that shows the frames of SockJS as they are on the wire: {@code o}, {@code h},
 * {@code a[...]}, {@code c[...]}. It takes gzip and cookies, as browsers do. It reads as soon as it is opened; the first request's end ends a stream, a close frame ends
 * polling.
 */
public final class SockJsTestClient implements AutoCloseable {

    /** Comes after everything else when the server ended the last response as it should. */
    public static final String END = "end";

    private static final String GZIP = "gzip";
    private static final AtomicInteger SESSIONS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final String session;
    private final String transport;

    private SockJsTestClient(int port, String transport) {
        this.session = "http://127.0.0.1:" + port + "/ws/000/test" + SESSIONS.incrementAndGet() + "/";
        this.transport = transport;
        Thread.ofVirtual().name("sockjs-test-client").start(this::readAll);
    }

    /** Opens a session that is read by one long response. */
    public static SockJsTestClient stream(int port) {
        return new SockJsTestClient(port, "xhr_streaming");
    }

    /** Opens a session that is read by one request after the other. */
    public static SockJsTestClient poll(int port) {
        return new SockJsTestClient(port, "xhr");
    }

    /** Connects with STOMP 1.2, once the session is open, and waits for the answer. */
    public SockJsTestClient connect() {
        expect("o");
        send("CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
        expect("a[\"CONNECTED");
        return this;
    }

    /** The next frame, which must begin with this; heart-beats are passed over. */
    public String expect(String beginning) {
        String frame = next();
        if (!frame.startsWith(beginning)) {
            throw new AssertionError("expected " + beginning + " but got " + frame);
        }
        return frame;
    }

    /** Whether anything comes in time, heart-beats too; what comes is taken. */
    public boolean hearsWithin(Duration time) {
        try {
            return frames.poll(time.toMillis(), TimeUnit.MILLISECONDS) != null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private String next() {
        try {
            String frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            while ("h".equals(frame)) {
                frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
            return frame == null ? "nothing in " + PATIENCE : frame;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "an interruption";
        }
    }

    /** Sends one STOMP frame. */
    public void send(String frame) {
        HttpResponse<InputStream> answer =
                post("xhr_send", JsonMapper.shared().writeValueAsString(new String[] {frame}));
        if (answer.statusCode() != 204) {
            throw new AssertionError("xhr_send was answered " + answer.statusCode());
        }
    }

    private void readAll() {
        try {
            while (readOne() && transport.equals("xhr")) {
                // the next poll
            }
            frames.add(END);
        } catch (UncheckedIOException failure) {
            frames.add("failure: " + failure);
        }
    }

    /** Whether there is more to come. */
    private boolean readOne() {
        HttpResponse<InputStream> answer = post(transport, "");
        if (answer.statusCode() != 200) {
            frames.add("status " + answer.statusCode());
            return false;
        }
        try (Stream<String> lines = lines(answer)) {
            return lines.filter(line -> !line.matches("h{2048}"))
                    .peek(frames::add)
                    .noneMatch(line -> line.startsWith("c["));
        }
    }

    private HttpResponse<InputStream> post(String path, String body) {
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create(session + path))
                            .header("Accept-Encoding", GZIP)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofInputStream());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> lines(HttpResponse<InputStream> answer) {
        try {
            boolean compressed = answer.headers()
                    .firstValue("Content-Encoding")
                    .filter(GZIP::equals)
                    .isPresent();
            InputStream in = compressed ? unzipped(answer.body()) : answer.body();
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).lines();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Never promises bytes, as GZIPInputStream does, by which readers wait for more than has come. */
    private static InputStream unzipped(InputStream body) throws IOException {
        return new FilterInputStream(new GZIPInputStream(body)) {
            @Override
            public int available() {
                return 0;
            }
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
