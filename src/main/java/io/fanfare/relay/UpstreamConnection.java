package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompDecoder;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompLimits;
import io.fanfare.stomp.StompVersion;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * One STOMP connection to the broker: whoever {@link #read}s hears its frames, and what any thread sends is written by a
 * thread of its own, so that nobody waits for the socket. A peer that is silent for too long ends it.
 */
final class UpstreamConnection implements AutoCloseable {

    /** Hears what comes, on the thread that reads. */
    interface Listener {

        void frame(StompFrame frame) throws IOException;

        /** Nothing has come for about a second. */
        default void idle() throws IOException {}
    }

    private static final byte[] NO_BODY = {};
    private static final int IDLE_MILLIS = 1_000;
    private static final int SILENT_BEATS = 3;

    /** What a broker passes on from others is for those to bound who take it: one thing too large must not end the connection. */
    private static final StompLimits LIMITS = new StompLimits(64 << 20, 1 << 15, 1 << 20);

    /** What a broker is told in CONNECT. */
    record Login(String username, String password, String virtualHost, HeartBeat heartBeat) {}

    /**
     * How much memory it takes.
     *
     * @param buffer bytes that are read or written at once
     * @param mostBody bytes of a body; one that is larger is left out of its frame
     */
    record Capacity(int buffer, int mostBody) {}

    private final Socket socket;
    private final Address address;
    private final UpstreamWriter writer;
    private final StompDecoder decoder;
    private final byte[] buffer;
    private final Queue<StompFrame> arrived = new ArrayDeque<>();
    private HeartBeat heartBeat;
    private long lastRead = System.nanoTime();

    /** Logs in over a socket that has just been connected. */
    UpstreamConnection(Socket socket, Address address, Login login, Capacity capacity) throws IOException {
        this.socket = socket;
        this.address = address;
        this.decoder = StompDecoder.ofServer(LIMITS, capacity.mostBody);
        this.buffer = new byte[capacity.buffer];
        this.heartBeat = login.heartBeat();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(IDLE_MILLIS);
        this.writer = new UpstreamWriter(socket, capacity.buffer);
        try {
            connect(login);
        } catch (IOException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private void connect(Login login) throws IOException {
        StompHeaders headers = StompHeaders.of(
                "accept-version", "1.2,1.1",
                "host", login.virtualHost(),
                "login", login.username(),
                "passcode", login.password(),
                "heart-beat", heartBeat.text());
        writer.send(StompEncoder.encode(StompCommand.CONNECT, StompVersion.V1_2, headers, NO_BODY));
        StompFrame answer = arrived.poll();
        while (answer == null) {
            read();
            answer = arrived.poll();
        }
        if (answer.command() != StompCommand.CONNECTED) {
            throw refused(answer);
        }
        String version = Objects.requireNonNullElse(answer.header("version"), "");
        decoder.version(version.equals("1.1") ? StompVersion.V1_1 : StompVersion.V1_2);
        heartBeat = heartBeat.negotiate(HeartBeat.parse(answer.header("heart-beat")));
        writer.beat(heartBeat.outgoing());
    }

    Address address() {
        return address;
    }

    void send(StompCommand command, StompHeaders headers) {
        send(StompEncoder.encode(command, StompVersion.V1_2, headers, NO_BODY));
    }

    /** Queues an encoded frame. */
    void send(byte[] frame) {
        writer.send(frame);
    }

    /** What was sent and is not written, in bytes. */
    long waitingBytes() {
        return writer.bytes();
    }

    /** Hands on what comes until the connection ends, which is an exception always. */
    void read(Listener listener) throws IOException {
        while (true) {
            boolean idle = !read();
            for (StompFrame frame = arrived.poll(); frame != null; frame = arrived.poll()) {
                if (frame.command() == StompCommand.ERROR) {
                    throw refused(frame);
                }
                listener.frame(frame);
            }
            if (idle) {
                listener.idle();
            }
        }
    }

    /** Reads what is there; false if nothing came for a while. */
    private boolean read() throws IOException {
        try {
            InputStream in = socket.getInputStream();
            int size = in.read(buffer);
            if (size < 0) {
                throw new UpstreamException(address + " has ended the connection");
            }
            lastRead = System.nanoTime();
            decoder.decode(ByteBuffer.wrap(buffer, 0, size), arrived::add);
            return true;
        } catch (SocketTimeoutException e) {
            checkAlive();
            return false;
        } catch (StompException e) {
            throw new UpstreamException(address + " sent what is no STOMP: " + e.getMessage());
        }
    }

    private void checkAlive() throws IOException {
        long silentMillis = (System.nanoTime() - lastRead) / 1_000_000;
        int beat = heartBeat.incoming();
        if (beat > 0 && silentMillis > (long) SILENT_BEATS * Math.max(beat, IDLE_MILLIS)) {
            throw new UpstreamException(address + " has been silent for " + silentMillis + " ms");
        }
    }

    private RefusedUpstreamException refused(StompFrame error) {
        String detail = new String(error.body(), UTF_8).strip();
        return new RefusedUpstreamException(address + " said: " + error.header("message") + ". " + detail);
    }

    @Override
    public void close() {
        writer.close();
    }
}
