package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** A header's name or value, between bytes and text: strict UTF-8, never trimmed, escaped as a version has it. */
final class HeaderText {

    private HeaderText() {}

    static String decode(byte[] bytes, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\r') {
                throw new StompException("A header holds a carriage return that ends no line");
            }
            ascii &= bytes[i] >= 0;
        }
        return ascii ? new String(bytes, from, to - from, ISO_8859_1) : decodeUtf8(bytes, from, to);
    }

    private static String decodeUtf8(byte[] bytes, int from, int to) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new StompException("A header is not valid UTF-8");
        }
    }

    static String unescape(String text, StompVersion version) {
        int backslash = version == StompVersion.V1_0 ? -1 : text.indexOf('\\');
        if (backslash < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int copied = 0;
        while (backslash >= 0) {
            plain.append(text, copied, backslash).append(unescape(text, backslash, version));
            copied = backslash + 2;
            backslash = text.indexOf('\\', copied);
        }
        return plain.append(text, copied, text.length()).toString();
    }

    private static char unescape(String text, int backslash, StompVersion version) {
        int c = backslash + 1 < text.length() ? version.unescape(text.charAt(backslash + 1)) : StompVersion.UNDEFINED;
        if (c == StompVersion.UNDEFINED) {
            throw new StompException("A header holds an escape that STOMP " + version.text() + " does not define");
        }
        return (char) c;
    }

    static String escape(String text, StompVersion version) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isSpecial(c)) {
                escaped.append(version.escape(c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    /** Whether a character is its own encoding in every version. */
    static boolean isPlain(char c) {
        return c < 0x80 && !isSpecial(c);
    }

    private static boolean isSpecial(char c) {
        return switch (c) {
            case '\\', ':', '\n', '\r', 0 -> true;
            default -> false;
        };
    }
}
