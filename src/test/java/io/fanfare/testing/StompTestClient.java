package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;

/**
 * A STOMP client on a real socket that sends exactly the characters it is given and shows exactly what came back.
 *
 * <p>Nothing is sent unasked but the answers to pings and to a close, and these can be turned off. Every wait ends
 * after {@link #patience(Duration)}, 10 s unless told otherwise, with an error that lists what has arrived. One thread
 * waits at a time; any may send.
 */
public final class StompTestClient implements AutoCloseable {

    private static final AtomicInteger BARRIERS = new AtomicInteger();

    private final WebSocketWire wire;
    private final Inbox inbox;
    private Duration patience = Duration.ofSeconds(10);

    private StompTestClient(WebSocketWire wire) {
        this.wire = wire;
        this.inbox = new Inbox(wire);
    }

    /** Opens {@code /ws} without a sub-protocol; no STOMP frame is sent yet. */
    public static StompTestClient open(int port) {
        return open(port, Handshake.to("/ws"));
    }

    /**
     * Shakes hands as told; no STOMP frame is sent yet.
     *
     * @throws Handshake.Refused when the server does not answer 101
     */
    public static StompTestClient open(int port, Handshake handshake) {
        return new StompTestClient(WebSocketWire.open(port, handshake, 0));
    }

    /** The same through the TLS of a {@link ProxyProcess}. */
    public static StompTestClient openSecurely(int port, Handshake handshake) {
        return new StompTestClient(WebSocketWire.openSecurely(port, handshake));
    }

    /** The same through TLS, as these sockets do it. */
    public static StompTestClient openSecurely(int port, Handshake handshake, SSLSocketFactory sockets) {
        return new StompTestClient(WebSocketWire.openSecurely(port, handshake, sockets));
    }

    /** As {@link #open(int)}, with a kernel buffer so small that the server soon notices a client that does not read. */
    public static StompTestClient openWithSmallBuffer(int port, int bytes) {
        return new StompTestClient(WebSocketWire.open(port, Handshake.to("/ws"), bytes));
    }

    /** Opens a STOMP 1.2 session. */
    public static StompTestClient connect(int port, String... headerLines) {
        return connectAs(port, "1.2", headerLines);
    }

    /** Opens a session of one STOMP version. */
    public static StompTestClient connectAs(int port, String version, String... headerLines) {
        StompTestClient client = open(port);
        client.handshake(version, headerLines);
        return client;
    }

    /** Sends CONNECT for one version and returns the CONNECTED that answers it. */
    public Frame handshake(String version, String... headerLines) {
        StringBuilder connect = new StringBuilder("CONNECT\naccept-version:" + version + "\nhost:localhost\n");
        for (String line : headerLines) {
            connect.append(line).append('\n');
        }
        send(connect.append("\n\0").toString());
        return expect("CONNECTED");
    }

    /** Waits this long from now on. */
    public StompTestClient patience(Duration longest) {
        this.patience = longest;
        return this;
    }

    /** What the server answered to the handshake. */
    public Handshake.Answer handshakeAnswer() {
        return wire.answer();
    }

    /** Sends a text message of exactly these characters. */
    public void send(String text) {
        write(new WireFrame(true, 0, WireFrame.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** As {@link #send}, but tells whether the connection still took it. */
    public boolean sendIfOpen(String text) {
        try {
            send(text);
            return true;
        } catch (UncheckedIOException ended) {
            return false;
        }
    }

    /** Sends a binary message of exactly these bytes. */
    public void sendBinary(byte[] bytes) {
        write(new WireFrame(true, 0, WireFrame.BINARY, bytes));
    }

    /** Sends one text message in several WebSocket frames. */
    public void sendFragments(byte[]... fragments) {
        for (int i = 0; i < fragments.length; i++) {
            boolean last = i == fragments.length - 1;
            write(new WireFrame(last, 0, i == 0 ? WireFrame.TEXT : WireFrame.CONTINUATION, fragments[i]));
        }
    }

    /** Writes bytes to the socket as they are, below WebSocket. */
    public void writeRaw(byte[] bytes) {
        try {
            wire.writeRaw(bytes);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure + "; " + inbox.transcript(), failure);
        }
    }

    /** Starts the closing handshake. */
    public void sendClose(int code) {
        byte[] payload = ByteBuffer.allocate(2).putShort((short) code).array();
        write(new WireFrame(true, 0, WireFrame.CLOSE, payload));
    }

    /** Sends a WebSocket ping and waits for its pong: the server has then read all that was sent before. */
    public void ping() {
        int pongs = inbox.pongs();
        write(new WireFrame(true, 0, WireFrame.PING, new byte[] {1}));
        inbox.await("a pong", patience, () -> inbox.pongs() > pongs);
    }

    /** The next STOMP frame; heart-beats are passed over. */
    public Frame frame() {
        return switch (inbox.nextButHeartBeats("a frame", patience)) {
            case Inbox.Stomp stomp -> stomp.frame();
            case Inbox.Incoming other -> throw inbox.unexpected("a frame", other);
        };
    }

    /** The next STOMP frame, if one comes in time. */
    public Optional<Frame> frameWithin(Duration longest) {
        return inbox.poll(longest).map(next -> switch (next) {
            case Inbox.Stomp stomp -> stomp.frame();
            case Inbox.Incoming other -> throw inbox.unexpected("a frame", other);
        });
    }

    /** The next STOMP frame, which must have this command. */
    public Frame expect(String command) {
        Frame frame = frame();
        if (!frame.command().equals(command)) {
            throw inbox.unexpected(command, frame);
        }
        return frame;
    }

    /** The RECEIPT with this id, which must be the next frame. */
    public Frame expectReceipt(String id) {
        Frame receipt = expect("RECEIPT");
        if (!receipt.required("receipt-id").equals(id)) {
            throw inbox.unexpected("the receipt " + id, receipt);
        }
        return receipt;
    }

    /** The next frames, all MESSAGE. */
    public List<Frame> expectMessages(int count) {
        List<Frame> messages = new ArrayList<>();
        while (messages.size() < count) {
            messages.add(expect("MESSAGE"));
        }
        return messages;
    }

    /** An ERROR that explains itself, then the end, by this close code. */
    public Frame expectRefusal(int closeCode) {
        Frame error = expectRefusal();
        if (inbox.lastClose().code() != closeCode) {
            throw inbox.unexpected("the close code " + closeCode, inbox.lastClose());
        }
        return error;
    }

    /** An ERROR that explains itself, then a close frame and nothing in between. */
    public Frame expectRefusal() {
        Frame error = expect("ERROR");
        if (error.required("message").isBlank()) {
            throw inbox.unexpected("an explanation", error);
        }
        Close close = expectClose();
        if (close.code() == Close.NO_CLOSE_FRAME) {
            throw inbox.unexpected("a close frame", close);
        }
        return error;
    }

    /** The end of the connection, which must come before any further frame. */
    public Close expectClose() {
        return switch (inbox.nextButHeartBeats("the end of the connection", patience)) {
            case Inbox.End end -> end.close();
            case Inbox.Incoming other -> throw inbox.unexpected("the end of the connection", other);
        };
    }

    /** The end of the connection, after however many MESSAGEs. */
    public Close expectCloseAfterAnyMessages() {
        while (true) {
            switch (inbox.nextButHeartBeats("the end of the connection", patience)) {
                case Inbox.End end -> {
                    return end.close();
                }
                case Inbox.Stomp(Frame frame) when frame.command().equals("MESSAGE") -> {
                    // passed over
                }
                case Inbox.Incoming other -> throw inbox.unexpected("a MESSAGE or the end", other);
            }
        }
    }

    /** The end of the connection, after at most one ERROR. */
    public Close expectCloseAfterAnyError() {
        return switch (inbox.nextButHeartBeats("the end of the connection", patience)) {
            case Inbox.End end -> end.close();
            case Inbox.Stomp(Frame frame) when frame.command().equals("ERROR") -> expectClose();
            case Inbox.Incoming other -> throw inbox.unexpected("the end of the connection", other);
        };
    }

    /** Waits until the server has ended the TCP connection too. */
    public void expectEndOfStream() {
        inbox.await("the end of the stream", patience, inbox::ended);
    }

    /** Waits for one more heart-beat, which must come before any further frame. */
    public void awaitHeartBeat() {
        Inbox.Incoming next = inbox.next("a heart-beat", patience);
        if (!(next instanceof Inbox.HeartBeat)) {
            throw inbox.unexpected("a heart-beat", next);
        }
    }

    /** Waits until the server has sent this many pings in all. */
    public void awaitPings(int count) {
        inbox.await(count + " pings", patience, () -> inbox.pings() >= count);
    }

    /**
     * Collects all frames that the server sends because of what happened before this call, here and elsewhere.
     *
     * <p>A subscription starts and ends in the order of the log, so the receipt of its end follows every event that
     * was published before.
     */
    public List<Frame> barrier() {
        return barrierAt("/topic/barrier");
    }

    /** The same where not every destination may be subscribed to. */
    public List<Frame> barrierAt(String destination) {
        String id = "barrier-" + BARRIERS.incrementAndGet();
        send("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\n\n\0");
        send("UNSUBSCRIBE\nid:" + id + "\nreceipt:" + id + "\n\n\0");
        List<Frame> before = new ArrayList<>();
        for (Frame frame = frame(); !id.equals(frame.header("receipt-id")); frame = frame()) {
            if (frame.command().equals("ERROR")) {
                throw inbox.unexpected("the receipt " + id, frame);
            }
            before.add(frame);
        }
        return before;
    }

    /** Subscribes with an id of its own and waits for the receipt. */
    public void subscribe(String id, String destination, String... headerLines) {
        StringBuilder frame = new StringBuilder("SUBSCRIBE\nid:" + id + "\ndestination:" + destination + "\n");
        for (String line : headerLines) {
            frame.append(line).append('\n');
        }
        send(frame.append("receipt:subscribed-").append(id).append("\n\n\0").toString());
        expectReceipt("subscribed-" + id);
    }

    /** How many heart-beats have come so far, taken or not. */
    public int heartBeats() {
        return inbox.heartBeats();
    }

    /** Every WebSocket frame so far, as it was on the wire. */
    public List<WireFrame> wireFrames() {
        return inbox.wireFrames();
    }

    /** From now on pings stay without a pong. */
    public void ignorePings() {
        inbox.ignorePings();
    }

    /** From now on a close frame of the server stays without an answer. */
    public void ignoreClose() {
        inbox.ignoreClose();
    }

    /** Reads nothing more from the socket, but the frame being read; soon the server's writes get stuck. */
    public void stopReading() {
        inbox.pause();
    }

    /** Reads again. */
    public void resumeReading() {
        inbox.resume();
    }

    /** Ends the connection as a crash would. */
    public void abort() {
        try {
            wire.abort();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        inbox.resume();
        wire.close();
    }

    private void write(WireFrame frame) {
        try {
            wire.write(frame);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure + "; " + inbox.transcript(), failure);
        }
    }
}
