package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Literal frames: {@code \0} ends each, and decoded ones are shown the same way, unescaped. */
final class Frames {

    private Frames() {}

    static List<String> decode(String bytes) {
        return decode(StompVersion.V1_2, bytes);
    }

    static List<String> decode(StompVersion version, String bytes) {
        StompDecoder decoder = new StompDecoder(StompLimits.DEFAULT);
        decoder.version(version);
        return decode(decoder, bytes.getBytes(UTF_8));
    }

    static List<String> decode(StompDecoder decoder, byte[]... chunks) {
        List<String> frames = new ArrayList<>();
        for (byte[] chunk : chunks) {
            decoder.decode(ByteBuffer.wrap(chunk), frame -> frames.add(show(frame)));
        }
        return frames;
    }

    static String show(StompFrame frame) {
        StringBuilder text = new StringBuilder(frame.command() + "\n");
        frame.headers()
                .forEach((name, value) ->
                        text.append(name).append(':').append(value).append('\n'));
        return text.append('\n')
                .append(new String(frame.body(), UTF_8))
                .append('\0')
                .toString();
    }
}
