package io.fanfare.testing;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A client of one subscription that comes back with the last message-id it has processed, and checks what it hears: the
 * bodies at each destination are numbers from 0, in order, each once. Thread-safe.
 */
public final class RecoveringClient implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int PATIENCE_SECONDS = 30;

    private volatile URI uri;
    private final DestinationPattern pattern;
    private final Map<String, Integer> heard = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private @Nullable String last;
    private @Nullable Connection current;
    private @Nullable WebSocket socket;
    private int returns;
    private int gaps;

    public RecoveringClient(int port, String pattern) {
        this.uri = at(port);
        this.pattern = DestinationPattern.parse(pattern);
    }

    private static URI at(int port) {
        return URI.create("ws://127.0.0.1:" + port + "/ws");
    }

    private final class Connection implements WebSocket.Listener {
        private final CompletableFuture<Void> live = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();

        private CompletableFuture<@Nullable WebSocket> sent = CompletableFuture.completedFuture(null);

        /** One at a time, as the interface wants it. A failure shows as the end of the connection. */
        private synchronized void send(WebSocket socket, String frame) {
            sent = sent.thenCompose(_ -> socket.sendText(frame, true));
        }

        @Override
        public void onOpen(WebSocket socket) {
            send(socket, "CONNECT\naccept-version:1.2\nhost:localhost\n\n\0");
            socket.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean complete) {
            partial.append(data);
            if (complete) {
                on(this, socket, partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            live.completeExceptionally(new IllegalStateException("closed: " + code + " " + reason));
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            live.completeExceptionally(error);
        }
    }

    /** The same, to another instance. */
    public void connect(int port) {
        uri = at(port);
        connect();
    }

    /** Connects and subscribes; returns when the subscription is live. */
    public void connect() {
        Connection connection = new Connection();
        synchronized (this) {
            current = connection;
        }
        try {
            WebSocket opened = HTTP.newWebSocketBuilder()
                    .subprotocols("v12.stomp")
                    .buildAsync(uri, connection)
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            synchronized (this) {
                socket = opened;
            }
            connection.live.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("No connection to " + uri, e);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private synchronized void on(Connection connection, WebSocket from, String frame) {
        if (connection != current) {
            return;
        }
        if (frame.startsWith("CONNECTED")) {
            String resume = last == null ? "" : "last-message-id:" + last + "\n";
            connection.send(from, "SUBSCRIBE\nid:s\ndestination:" + pattern + "\nreceipt:r\n" + resume + "\n\0");
        } else if (frame.startsWith("RECEIPT")) {
            if (last == null) {
                last = header(frame, "position");
            } else {
                returns++;
                check(header(frame, "recovered").equals("true"), frame);
            }
            connection.live.complete(null);
        } else if (frame.startsWith("MESSAGE")) {
            message(frame);
        } else {
            check(frame.isBlank(), frame);
        }
    }

    private void message(String frame) {
        String destination = header(frame, "destination");
        int number = Integer.parseInt(frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1));
        int expected = heard.getOrDefault(destination, 0);
        check(number == expected, expected + " expected at " + frame);
        check(pattern.matches(Destination.parse(destination)), frame);
        heard.put(destination, number + 1);
        last = header(frame, "message-id");
        gaps += frame.contains("\ngap-after:") ? 1 : 0;
    }

    private void check(boolean right, String complaint) {
        if (!right) {
            faults.add(pattern + ": " + complaint);
        }
    }

    private static String header(String frame, String name) {
        int start = frame.indexOf("\n" + name + ":") + name.length() + 2;
        return frame.substring(start, frame.indexOf('\n', start));
    }

    /** Cuts the connection as a network would; what has not been processed by now is not heard. */
    public void cut() {
        WebSocket open;
        synchronized (this) {
            current = null;
            open = socket;
            socket = null;
        }
        if (open != null) {
            open.abort();
        }
    }

    public boolean matches(String destination) {
        return pattern.matches(Destination.parse(destination));
    }

    /** How many events it has heard at a destination. */
    public synchronized int heard(String destination) {
        return heard.getOrDefault(destination, 0);
    }

    /** How often it came back. */
    public synchronized int returns() {
        return returns;
    }

    /** How often it was told that something is lost. */
    public synchronized int gaps() {
        return gaps;
    }

    /** Whether its connection is as it was made. */
    public synchronized boolean isConnected() {
        return socket != null && !socket.isInputClosed() && !socket.isOutputClosed();
    }

    public synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        cut();
    }
}
