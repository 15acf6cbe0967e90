package io.fanfare.stomp;

import java.util.regex.Pattern;

/** The syntax of a {@code content-type} (F13), as RFC 9110, section 8.3.1, has it. */
public final class MediaTypes {

    private static final int MAX_LENGTH = 255;
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
    private static final String QUOTED = "\"(?:[\\t -~&&[^\"\\\\]]|\\\\[\\t -~])*+\"";
    private static final Pattern SYNTAX = Pattern.compile(
            TOKEN + "/" + TOKEN + "(?:[ \\t]*+;[ \\t]*+" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + "))*+");

    private MediaTypes() {}

    /** Whether it is a type, a subtype and perhaps parameters, in at most 255 characters. */
    public static boolean isValid(String contentType) {
        return contentType.length() <= MAX_LENGTH && SYNTAX.matcher(contentType).matches();
    }
}
