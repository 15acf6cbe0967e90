package io.fanfare.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** Publishes by MQTT 3.1.1, each message confirmed (QoS 1), as the user guest. */
public final class MqttPublisher {

    private static final int CONNECT = 0x10;
    private static final int PUBLISH_ONCE_AT_LEAST = 0x32;
    private static final int ANSWER_OF_BOTH = 4;

    private final int port;

    public MqttPublisher(int port) {
        this.port = port;
    }

    /** Publishes one message over a connection of its own, and waits until it is confirmed. */
    public void publish(String topic, String payload) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            send(socket, CONNECT, body -> {
                body.writeUTF("MQTT");
                body.write(new byte[] {4, (byte) 0b1100_0010, 0, 60});
                body.writeUTF("fanfare-test");
                body.writeUTF("guest");
                body.writeUTF("guest");
            });
            send(socket, PUBLISH_ONCE_AT_LEAST, body -> {
                body.writeUTF(topic);
                body.writeShort(1);
                body.write(payload.getBytes(UTF_8));
            });
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @FunctionalInterface
    private interface Body {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static void send(Socket socket, int type, Body body) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        body.writeTo(new DataOutputStream(bytes));
        if (bytes.size() > 127) {
            throw new IllegalArgumentException("longer than this publisher writes");
        }
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(type);
        packet.write(bytes.size());
        bytes.writeTo(packet);
        socket.getOutputStream().write(packet.toByteArray());
        byte[] answer = socket.getInputStream().readNBytes(ANSWER_OF_BOTH);
        if (answer.length < ANSWER_OF_BOTH || (type == CONNECT && answer[3] != 0)) {
            throw new IOException("refused");
        }
    }
}
