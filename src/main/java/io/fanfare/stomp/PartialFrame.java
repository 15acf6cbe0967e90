package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A frame whose command line has been read: takes header lines, then a body. */
final class PartialFrame {

    /** The length of a body that ends at the first NUL. */
    static final int UNKNOWN = -1;

    private static final int SHOWN_OF_UNKNOWN_COMMAND = 20;

    private final StompCommand command;
    private final @Nullable StompException fault;
    private final StompHeaders headers = new StompHeaders();
    private int headerLines;
    private boolean headComplete;
    private int bodyLength = UNKNOWN;
    private boolean leftOut;

    private PartialFrame(StompCommand command, @Nullable StompException fault) {
        this.command = command;
        this.fault = fault;
    }

    /** A command that is refused is refused after its headers, whose receipt the ERROR names (E2). */
    static PartialFrame begin(byte[] line, int from, int to, boolean ofClient) {
        StompCommand command = StompCommand.of(line, from, to);
        if (command == null) {
            String text = new String(line, from, Math.min(to - from, SHOWN_OF_UNKNOWN_COMMAND), US_ASCII);
            String shown = text.replaceAll("\\p{Cntrl}", "?");
            return new PartialFrame(StompCommand.SEND, new StompException("Unknown command '" + shown + "'"));
        }
        StompException fault = command.fromClient() == ofClient
                ? null
                : new StompException(command + " is not a " + (ofClient ? "client" : "server") + "'s command");
        return new PartialFrame(command, fault);
    }

    void header(byte[] line, int from, int to, StompVersion version, int maxHeaders) {
        if (++headerLines > maxHeaders) {
            throw StompException.tooBig(StompLimits.Part.HEADERS, "A frame has more than " + maxHeaders + " headers");
        }
        int colon = from;
        while (colon < to && line[colon] != ':') {
            colon++;
        }
        if (colon == to) {
            throw new StompException("A header has no colon");
        }
        if (colon == from) {
            throw new StompException("A header has no name");
        }
        headers.add(text(line, from, colon, version), text(line, colon + 1, to, version));
    }

    private String text(byte[] line, int from, int to, StompVersion version) {
        String text = HeaderText.decode(line, from, to);
        return command.escapesHeaders() ? HeaderText.unescape(text, version) : text;
    }

    /** Takes the blank line after the headers; from now on the length of the body is settled. */
    void endOfHead() {
        if (fault != null) {
            throw fault;
        }
        String contentLength = headers.get("content-length");
        if (contentLength != null) {
            bodyLength = Digits.parse(contentLength);
            if (bodyLength == Digits.INVALID) {
                throw new StompException("content-length must be a non-negative integer");
            }
        }
        if (!command.mayHaveBody()) {
            if (bodyLength > 0) {
                throw mustNotHaveBody();
            }
            bodyLength = 0;
        }
        headComplete = true;
    }

    boolean headComplete() {
        return headComplete;
    }

    /** Bytes, or {@link #UNKNOWN}. */
    int bodyLength() {
        return bodyLength;
    }

    boolean isLeftOut() {
        return leftOut;
    }

    /** So many bytes of the body were passed over, and all others will be. */
    void leaveOut(int bytes) {
        leftOut = true;
        bodyLength -= bodyLength == UNKNOWN ? 0 : bytes;
    }

    @Nullable
    String receiptId() {
        return headers.get("receipt");
    }

    StompFrame complete(byte[] bytes, int from, int to) {
        byte[] body = from == to ? StompFrame.NO_BODY : Arrays.copyOfRange(bytes, from, to);
        return new StompFrame(command, headers, body, leftOut);
    }

    StompException noNulAfterBody() {
        return command.mayHaveBody()
                ? new StompException("The body is longer than its content-length")
                : mustNotHaveBody();
    }

    private StompException mustNotHaveBody() {
        return new StompException(command + " must not have a body");
    }
}
