package io.fanfare.stomp;

import org.jspecify.annotations.Nullable;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.util.MimeTypeUtils;

/** Where our decoder deliberately differs from Spring's, and which section of STOMP 1.2 says so. */
enum SpringDifference {
    /** "Frames and Headers": a NUL ends a frame. Spring takes one among the headers for part of a header. */
    NUL_AMONG_HEADERS("A frame ended before the blank line after its headers"),

    /** "Value Encoding": a header is UTF-8. Spring puts a replacement character for what is not. */
    NOT_UTF_8("A header is not valid UTF-8"),

    /** "Client Frames": there is a closed set of them. Spring has one decoder for both sides. */
    SERVER_FRAME("is not a client's command"),

    /** "Header content-length": an octet count. Spring ignores what is none, and takes signs and digits of any script. */
    NO_OCTET_COUNT("content-length must be a non-negative integer"),

    /** "Body": of the frames of clients, only SEND may have one. Spring passes over a length that it cannot count. */
    BODY_OF_ANOTHER_FRAME("must not have a body"),

    /** "Size Limits": a server may have them. Spring's decoder has none for lines and headers. */
    SIZE_LIMITS("");

    private final String refusal;

    SpringDifference(String refusal) {
        this.refusal = refusal;
    }

    /** Why ours refuses what Spring takes; null if there is no good reason. */
    static @Nullable SpringDifference ofOurRefusal(@Nullable StompException refusal) {
        if (refusal == null) {
            return null;
        }
        for (SpringDifference difference : values()) {
            if (difference == SIZE_LIMITS ? refusal.tooBig() : refusal.message().contains(difference.refusal)) {
                return difference;
            }
        }
        return null;
    }

    /**
     * "Header content-type" says that it should be a MIME type: Spring's decoder refuses others, ours leaves that to whoever
     * reads the frame.
     */
    static @Nullable String ofTheirRefusal(StompFrame ours, Exception failure) {
        boolean mediaType = ours.header("content-type") != null
                && failure.getClass().getSimpleName().equals("InvalidMimeTypeException");
        return mediaType ? "content-type" : null;
    }

    /**
     * "Augmented BNF": a line ends with an optional CR and an LF. Spring refuses a CR that is cut off from its LF. "Server
     * Frames", ERROR: it should name the receipt that the frame at fault asked for, so ours reads the headers of an unknown
     * command.
     */
    static @Nullable String ofTheirImpatience(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.startsWith("'\\r' must be followed by")) {
            return "CR";
        }
        return message.startsWith("No enum constant") ? "command" : null;
    }

    /** "CONNECT or STOMP Frame" has a passcode, which Spring moves to where it is not logged. */
    static boolean isHidden(String header, StompHeaderAccessor theirs) {
        return header.equals("passcode")
                && (theirs.getCommand() == StompCommand.CONNECT || theirs.getCommand() == StompCommand.STOMP);
    }

    /** "Header content-type": Spring writes a MIME type anew, with small letters. */
    static boolean isRewritten(String header, String ours, @Nullable String theirs) {
        return header.equals("content-type")
                && theirs != null
                && MimeTypeUtils.parseMimeType(ours).equals(MimeTypeUtils.parseMimeType(theirs));
    }
}
