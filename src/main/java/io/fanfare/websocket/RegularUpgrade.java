package io.fanfare.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A handshake that was found to be right, written the one way that Spring and Jetty know: they read tokens less freely than
 * RFC 9110 has them.
 */
final class RegularUpgrade extends HttpServletRequestWrapper {

    RegularUpgrade(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getHeader(String name) {
        String regular = regular(name);
        return regular == null ? super.getHeader(name) : regular;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        String regular = regular(name);
        return regular == null ? super.getHeaders(name) : Collections.enumeration(Collections.singleton(regular));
    }

    private static @Nullable String regular(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "upgrade" -> "websocket";
            case "connection" -> "Upgrade";
            default -> null;
        };
    }
}
