package io.fanfare.stomp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The versions of the protocol, lowest first, and how each escapes headers. */
public enum StompVersion {
    V1_0("1.0"),
    V1_1("1.1"),
    V1_2("1.2");

    /** What {@link #unescape} answers where a version defines no such escape. */
    static final int UNDEFINED = -1;

    private static final List<StompVersion> HIGHEST_FIRST = List.of(V1_2, V1_1, V1_0);

    private final String text;

    StompVersion(String text) {
        this.text = text;
    }

    /** As it stands in headers, for example {@code 1.2}. */
    public String text() {
        return text;
    }

    /** Its WebSocket subprotocol, for example {@code v12.stomp}. */
    public String subprotocol() {
        return "v" + text.replace(".", "") + ".stomp";
    }

    /**
     * The highest version that a client's {@code accept-version} lists.
     *
     * @param acceptVersion versions with commas between them; if absent, the client speaks 1.0
     * @return {@code null} if it lists none of ours
     */
    public static @Nullable StompVersion highestCommon(@Nullable String acceptVersion) {
        if (acceptVersion == null) {
            return V1_0;
        }
        List<String> accepted =
                Arrays.stream(acceptVersion.split(",")).map(String::strip).toList();
        return HIGHEST_FIRST.stream()
                .filter(version -> accepted.contains(version.text))
                .findFirst()
                .orElse(null);
    }

    /** The version a WebSocket subprotocol names, or {@code null} if it names none. */
    public static @Nullable StompVersion ofSubprotocol(@Nullable String subprotocol) {
        return HIGHEST_FIRST.stream()
                .filter(version -> version.subprotocol().equals(subprotocol))
                .findFirst()
                .orElse(null);
    }

    /**
     * What is written in a header for a character that cannot stand there as it is. Where a version has no escape for
     * a line end (or NUL, which none has), that is a space: as it is, it would begin a header or frame of its own.
     */
    String escape(char special) {
        return switch (special) {
            case '\\' -> this == V1_0 ? "\\" : "\\\\";
            case ':' -> this == V1_0 ? ":" : "\\c";
            case '\n' -> this == V1_0 ? " " : "\\n";
            case '\r' -> this == V1_2 ? "\\r" : " ";
            default -> " ";
        };
    }

    /** The character that a letter after a backslash stands for, or {@link #UNDEFINED}. */
    int unescape(char letter) {
        return switch (letter) {
            case '\\' -> '\\';
            case 'c' -> ':';
            case 'n' -> '\n';
            case 'r' -> this == V1_2 ? '\r' : UNDEFINED;
            default -> UNDEFINED;
        };
    }
}
