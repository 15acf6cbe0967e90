package io.fanfare.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;
import java.util.function.Consumer;

/** One STOMP session over a WebSocket, as cheap for this side as can be. Used by one thread at a time. */
final class StompWire implements AutoCloseable {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LAST = 0x80;
    private static final int MASKED = 0x80;

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocate(4_096).flip();
    private String head = "";
    private String closeReason = "";
    private boolean open;

    /** Connects and sends the handshake, whose answer is read with all else. */
    StompWire(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer bytes that the kernel keeps for it; 0 for its default */
    StompWire(int port, int receiveBuffer) throws IOException {
        channel = SocketChannel.open();
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        String handshake = """
                GET /ws HTTP/1.1
                Host: 127.0.0.1:%d
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Protocol: v12.stomp

                """.formatted(port);
        write(ByteBuffer.wrap(handshake.replace("\n", "\r\n").getBytes(ISO_8859_1)));
    }

    SocketChannel channel() {
        return channel;
    }

    /** Sends one frame. */
    void send(String frame) throws IOException {
        send(TEXT, frame.getBytes(UTF_8));
    }

    private void send(int opcode, byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(bytes.length + 14);
        out.put((byte) (LAST | opcode));
        if (bytes.length < 126) {
            out.put((byte) (MASKED | bytes.length));
        } else {
            out.put((byte) (MASKED | 126)).putShort((short) bytes.length);
        }
        out.putInt(0).put(bytes).flip();
        write(out);
    }

    /** Writes bytes as they are, below WebSocket. */
    void write(ByteBuffer out) throws IOException {
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Reads what has come, and hands over each complete STOMP frame; the handshake's answer is passed over. */
    void read(Consumer<String> frames) throws IOException {
        in.compact();
        if (!in.hasRemaining()) {
            in = ByteBuffer.allocate(2 * in.capacity()).put(in.flip());
        }
        if (channel.read(in) < 0) {
            throw new EOFException("the service closed the connection");
        }
        in.flip();
        if (!open) {
            passHandshake();
        }
        if (open) {
            frames(frames);
        }
    }

    private void passHandshake() throws IOException {
        head = ISO_8859_1.decode(in.duplicate()).toString();
        int end = head.indexOf("\r\n\r\n");
        if (end >= 0) {
            if (!head.startsWith("HTTP/1.1 101")) {
                throw new IOException("refused: " + head.lines().findFirst().orElse(""));
            }
            in.position(in.position() + end + 4);
            open = true;
        }
    }

    private void frames(Consumer<String> frames) throws IOException {
        while (in.remaining() >= 2) {
            int at = in.position();
            int length = in.get(at + 1) & 0x7f;
            int header = length == 126 ? 4 : 2;
            if (in.remaining() < header) {
                return;
            }
            if (length == 126) {
                length = in.getShort(at + 2) & 0xffff;
            }
            if (in.remaining() < header + length) {
                return;
            }
            int opcode = in.get(at) & 0x0f;
            if (opcode == TEXT) {
                frames.accept(UTF_8.decode(in.slice(at + header, length)).toString());
            } else if (opcode == PING) {
                send(PONG, new byte[0]);
            } else if (opcode == CLOSE && length > 2) {
                closeReason =
                        UTF_8.decode(in.slice(at + header + 2, length - 2)).toString();
            }
            in.position(at + header + length);
        }
    }

    boolean isOpen() {
        return open;
    }

    /** A header of the handshake's answer, its name in lower case; empty if it has none. */
    String answered(String name) {
        return head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    /** What the service gave as the reason when it closed; empty if nothing. */
    String closeReason() {
        return closeReason;
    }

    static String body(String frame) {
        return frame.substring(frame.indexOf("\n\n") + 2, frame.length() - 1);
    }

    /** A header of a frame, as it stands there; empty if it has none. */
    static String header(String frame, String name) {
        int start = frame.indexOf("\n" + name + ":");
        return start < 0 ? "" : frame.substring(start + name.length() + 2, frame.indexOf('\n', start + 1));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
