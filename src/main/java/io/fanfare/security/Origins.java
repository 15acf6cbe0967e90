package io.fanfare.security;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Which pages of other sites may use this service, by their origins (RFC 6454, section 6.2) as browsers send them. */
public final class Origins {

    private static final String ANY = "*";

    /** The origin of pages that have none, such as files. */
    private static final String NONE = "null";

    private static final String LABEL = "[a-z0-9_-]+";
    private static final Pattern ORIGIN =
            Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");
    private static final Pattern WITH_WILDCARD =
            Pattern.compile("[a-z][a-z0-9+.-]*://(" + LABEL + "\\.)*\\*(\\." + LABEL + ")+(:[0-9]{1,5})?");

    private final List<Pattern> allowed;

    /**
     * @param allowed {@code scheme://host} or {@code scheme://host:port}, where one label of the host may be {@code *};
     *     {@code null}; {@code *} is any but {@code null}
     */
    public Origins(List<String> allowed) {
        this.allowed = allowed.stream().map(Origins::pattern).toList();
    }

    private static Pattern pattern(String text) {
        return text.equals(ANY)
                ? ORIGIN
                : Pattern.compile("\\Q" + normal(text).replace(ANY, "\\E" + LABEL + "\\Q") + "\\E");
    }

    /** Whether a text can be in the list. */
    public static boolean isValid(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals(ANY)
                || lower.equals(NONE)
                || ORIGIN.matcher(lower).matches()
                || WITH_WILDCARD.matcher(lower).matches();
    }

    /**
     * Whether the pages of this origin may use the service.
     *
     * @param own the server's, from {@link #of}
     */
    public boolean allow(String origin, String own) {
        String asked = normal(origin);
        return asked.equals(own)
                || allowed.stream().anyMatch(each -> each.matcher(asked).matches());
    }

    /** The origin of pages that come from where a request went. A WebSocket's scheme counts as that of its handshake. */
    public static String of(String scheme, String host, int port) {
        String http = switch (scheme.toLowerCase(Locale.ROOT)) {
            case "ws" -> "http";
            case "wss" -> "https";
            case String other -> other;
        };
        return normal(http + "://" + host + (port > 0 ? ":" + port : ""));
    }

    /** As browsers write it: in lower case, and without the port that the scheme implies. */
    private static String normal(String origin) {
        String lower = origin.toLowerCase(Locale.ROOT);
        String implied = lower.startsWith("https://") ? ":443" : lower.startsWith("http://") ? ":80" : "?";
        return lower.endsWith(implied) ? lower.substring(0, lower.length() - implied.length()) : lower;
    }
}
