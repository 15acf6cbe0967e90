package io.fanfare.security;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which pages of other sites may use this service, by their origins (RFC 6454, section 6.2) as browsers send them.
 *
 * @param allowed {@code scheme://host} or {@code scheme://host:port}; {@code *} is any
 */
public record Origins(List<String> allowed) {

    private static final String ANY = "*";
    private static final Pattern ORIGIN = Pattern.compile(
            "[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    /** Whether a text can be in the list. */
    public static boolean isValid(String text) {
        return text.equals(ANY) || ORIGIN.matcher(text).matches();
    }

    /** Whether the pages of this origin may use the service. */
    public boolean allow(String origin) {
        return allowed.stream().anyMatch(each -> each.equals(ANY) || each.equalsIgnoreCase(origin));
    }
}
