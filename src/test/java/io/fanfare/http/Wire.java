package io.fanfare.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A caller of the lowest manners: says exactly these characters, and reads one answer. */
final class Wire implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;

    Wire(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says it and returns the answer. */
    static Reply ask(int port, String request) {
        try (Wire wire = new Wire(port)) {
            return wire.say(request).answer();
        }
    }

    /** A request of these lines, ended as HTTP has it. */
    static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    Wire say(String characters) {
        try {
            socket.getOutputStream().write(characters.getBytes(ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for {@code 100 Continue}, by which the service asks for the body. */
    Wire awaitContinue() {
        StringBuilder said = new StringBuilder();
        try {
            while (said.indexOf("\r\n\r\n") < 0) {
                int b = socket.getInputStream().read();
                if (b < 0) {
                    break;
                }
                said.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + said, e);
        }
        assertThat(said.toString()).startsWith("HTTP/1.1 100 ");
        return this;
    }

    /** The next answer: its head and as much body as it announces, or whatever came before the end. */
    Reply answer() {
        StringBuilder answer = new StringBuilder();
        try {
            InputStream in = socket.getInputStream();
            while (!isWhole(answer)) {
                int b = in.read();
                if (b < 0) {
                    break;
                }
                answer.append((char) b);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + answer, e);
        }
        return Reply.of(answer.toString());
    }

    private static boolean isWhole(StringBuilder answer) {
        int head = answer.indexOf("\r\n\r\n");
        Matcher length = LENGTH.matcher(answer);
        return head >= 0 && length.find() && answer.length() == head + 4 + Integer.parseInt(length.group(1));
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
