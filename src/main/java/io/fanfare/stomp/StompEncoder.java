package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Encodes frames: whole, or piece by piece ({@link #command}, {@link #header} for each, {@link #body}) where pieces are
 * shared between frames. Line ends are LF.
 */
public final class StompEncoder {

    private static final int USUAL_HEAD = 256;

    private StompEncoder() {}

    /**
     * A whole frame. If its command may have a body, {@code content-length} is written last, and one given is ignored.
     *
     * @throws IllegalArgumentException if there is a body that the command must not have
     */
    public static byte[] encode(StompCommand command, StompVersion version, StompHeaders headers, byte[] body) {
        if (body.length > 0 && !command.mayHaveBody()) {
            throw new IllegalArgumentException(command + " must not have a body");
        }
        ByteSink sink = new ByteSink(USUAL_HEAD + body.length);
        StompVersion escaping = command.escapesHeaders() ? version : StompVersion.V1_0;
        command(sink, command);
        headers.forEach((name, value) -> {
            if (!name.equals("content-length")) {
                header(sink, escaping, name, value);
            }
        });
        if (command.mayHaveBody()) {
            header(sink, escaping, "content-length", Integer.toString(body.length));
        }
        body(sink, body);
        return sink.toByteArray();
    }

    /** The command line. */
    public static void command(ByteSink sink, StompCommand command) {
        sink.putPlain(command.name());
        sink.put((byte) '\n');
    }

    /**
     * One header line, escaped as the version has it (F6, F7); for CONNECTED that is 1.0, which escapes nothing. What
     * the version cannot express becomes a space, so that no text can begin a header of its own.
     */
    public static void header(ByteSink sink, StompVersion version, String name, String value) {
        text(sink, version, name);
        sink.put((byte) ':');
        text(sink, version, value);
        sink.put((byte) '\n');
    }

    /** The blank line, the body and the NUL that ends the frame. */
    public static void body(ByteSink sink, byte[] body) {
        sink.put((byte) '\n').put(body).put((byte) 0);
    }

    private static void text(ByteSink sink, StompVersion version, String text) {
        int plain = sink.putPlain(text);
        if (plain < text.length()) {
            sink.put(HeaderText.escape(text.substring(plain), version).getBytes(UTF_8));
        }
    }
}
