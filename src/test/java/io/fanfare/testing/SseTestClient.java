package io.fanfare.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code text/event-stream} from a plain socket, byte by byte. */
public final class SseTestClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    /** What stands between two blank lines; what is absent is null. */
    public record Block(
            @Nullable String event,
            @Nullable String id,
            @Nullable String retry,
            @Nullable String data) {

        /** Whether it is a comment, or nothing that a page would hear of. */
        public boolean isSilent() {
            return data == null;
        }
    }

    private final Socket socket;
    private final InputStream in;
    private final String head;
    private final boolean chunked;
    private boolean begun;
    private int left;

    private SseTestClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("the connection ended after: " + read);
            }
            read.append((char) b);
        }
        this.head = read.toString();
        this.chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    }

    /**
     * Asks for a path and waits for the head of the answer, which must be 200.
     *
     * @param headers lines such as {@code Last-Event-ID: x}
     */
    public static SseTestClient open(int port, String path, String... headers) {
        return open(port, 0, path, headers);
    }

    /** The same with a small window, so that the kernel takes little of what is not read; 0 for the usual. */
    public static SseTestClient open(int port, int window, String path, String... headers) {
        try {
            Socket socket = new Socket();
            if (window > 0) {
                socket.setReceiveBufferSize(window);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + more + "\r\n";
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            SseTestClient client = new SseTestClient(socket);
            if (!client.head.startsWith("HTTP/1.1 200 ")) {
                client.close();
                throw new AssertionError(client.head);
            }
            return client;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status line and headers, in lower case. */
    public String head() {
        return head.toLowerCase(Locale.ROOT);
    }

    /** The next lines to a blank one; null at the regular end of the body. */
    public @Nullable String lines() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int last = 0;
        for (int b = read(); b >= 0; b = read()) {
            if (b == '\n' && last == '\n') {
                return bytes.toString(UTF_8);
            }
            bytes.write(b);
            last = b;
        }
        if (bytes.size() > 0) {
            throw new AssertionError("the end came amid: " + bytes.toString(UTF_8));
        }
        return null;
    }

    /** The next block, comments included; null at the regular end of the body. */
    public @Nullable Block block() {
        String lines = lines();
        return lines == null
                ? null
                : new Block(field(lines, "event"), field(lines, "id"), field(lines, "retry"), field(lines, "data"));
    }

    /** The next that a page would hear of. */
    public Block next() {
        Block block = block();
        while (block != null && block.isSilent()) {
            block = block();
        }
        if (block == null) {
            throw new AssertionError("the stream ended");
        }
        return block;
    }

    private static @Nullable String field(String lines, String name) {
        return lines.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse(null);
    }

    private int read() {
        try {
            if (!chunked) {
                return in.read();
            }
            if (left == 0 && !nextChunk()) {
                return -1;
            }
            int b = in.read();
            if (b < 0) {
                throw new AssertionError("the connection ended amid a chunk");
            }
            left--;
            return b;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line end behind a chunk may come with the next one only. */
    private boolean nextChunk() throws IOException {
        if (begun) {
            line();
        }
        begun = true;
        left = Integer.parseInt(line(), 16);
        return left > 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new AssertionError("the connection ended without an end of the body");
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
