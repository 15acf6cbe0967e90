package io.fanfare.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;

/** The client's end of a WebSocket, by hand: the handshake and the frames of RFC 6455 over a plain socket. */
final class WebSocketWire implements AutoCloseable {

    private static final int CONNECT_TIMEOUT_MILLIS = 10_000;
    private static final int MASK_BIT = 0x80;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final Handshake.Answer answer;

    private WebSocketWire(Socket socket, String request) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(socket.getOutputStream());
        socket.setSoTimeout(CONNECT_TIMEOUT_MILLIS);
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        this.answer = readAnswer(request.startsWith("HEAD "));
        socket.setSoTimeout(0);
    }

    /** Says exactly these characters to this machine, and reads one answer. */
    static Handshake.Answer ask(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new WebSocketWire(socket, request).answer();
        }
    }

    /**
     * Connects to this machine and shakes hands.
     *
     * @param receiveBuffer bytes that the kernel keeps for this socket, 0 for its default
     * @throws Handshake.Refused when the answer is not 101
     */
    static WebSocketWire open(int port, Handshake handshake, int receiveBuffer) {
        Socket socket = new Socket();
        try {
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_TIMEOUT_MILLIS);
            return shakeHands(socket, handshake);
        } catch (IOException failure) {
            closeQuietly(socket);
            throw new UncheckedIOException(failure);
        }
    }

    /** The same through TLS, to whom {@link TestCertificate} belongs. */
    static WebSocketWire openSecurely(int port, Handshake handshake) {
        return openSecurely(port, handshake, TestCertificate.socketFactory());
    }

    static WebSocketWire openSecurely(int port, Handshake handshake, SSLSocketFactory sockets) {
        try {
            return shakeHands(sockets.createSocket(InetAddress.getLoopbackAddress(), port), handshake);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static WebSocketWire shakeHands(Socket socket, Handshake handshake) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            WebSocketWire wire = new WebSocketWire(socket, handshake.request("localhost:" + socket.getPort()));
            if (wire.answer.status() != 101) {
                throw new Handshake.Refused(wire.answer);
            }
            return wire;
        } catch (IOException | RuntimeException failure) {
            closeQuietly(socket);
            throw failure;
        }
    }

    Handshake.Answer answer() {
        return answer;
    }

    /** Writes one masked frame. */
    void write(WireFrame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(frame.length() + 14);
        DataOutputStream encoded = new DataOutputStream(bytes);
        encoded.writeByte((frame.last() ? 0x80 : 0) | frame.reserved() << 4 | frame.opcode());
        if (frame.length() < 126) {
            encoded.writeByte(MASK_BIT | frame.length());
        } else if (frame.length() < 65_536) {
            encoded.writeByte(MASK_BIT | 126);
            encoded.writeShort(frame.length());
        } else {
            encoded.writeByte(MASK_BIT | 127);
            encoded.writeLong(frame.length());
        }
        byte[] mask = {0x12, 0x34, 0x56, 0x78};
        encoded.write(mask);
        for (int i = 0; i < frame.length(); i++) {
            encoded.writeByte(frame.payload()[i] ^ mask[i & 3]);
        }
        writeRaw(bytes.toByteArray());
    }

    synchronized void writeRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /**
     * Waits for the next frame.
     *
     * @throws EOFException when the server ended the connection
     */
    WireFrame read() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        if ((second & MASK_BIT) != 0) {
            throw new IOException("a server must not mask its frames");
        }
        long length = switch (second) {
            case 126 -> in.readUnsignedShort();
            case 127 -> in.readLong();
            default -> second;
        };
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new WireFrame((first & 0x80) != 0, first >> 4 & 7, first & 15, payload);
    }

    /** Ends the connection as a crash would: the other side sees a reset. */
    void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() {
        closeQuietly(socket);
    }

    private Handshake.Answer readAnswer(boolean withoutBody) throws IOException {
        String statusLine = readLine();
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new IOException("not an HTTP answer: " + statusLine);
        }
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, String> headers = Handshake.Answer.headerMap();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        String body = withoutBody || status == 101 || status == 204 ? "" : readBody(headers);
        return new Handshake.Answer(status, headers, body);
    }

    private String readBody(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String length = headers.get("Content-Length");
        if (length != null) {
            body.writeBytes(in.readNBytes(Integer.parseInt(length)));
        } else if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
            for (int chunk = chunkSize(); chunk > 0; chunk = chunkSize()) {
                body.writeBytes(in.readNBytes(chunk));
                readLine();
            }
        } else {
            body.writeBytes(in.readAllBytes());
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(readLine(), 16);
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.readUnsignedByte(); octet != '\n'; octet = in.readUnsignedByte()) {
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // nothing more can be done with it
        }
    }
}
