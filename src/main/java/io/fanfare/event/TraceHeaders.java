package io.fanfare.event;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The headers by which an event belongs to a trace (W3C Trace Context). They are no part of what it says. */
public final class TraceHeaders {

    public static final String PARENT = "traceparent";
    public static final String STATE = "tracestate";

    /** What {@link #PARENT} would say, of an event that does not show it: for instances of Fanfare alone. */
    public static final String HIDDEN = "fanfare-trace";

    private TraceHeaders() {}

    public static boolean contains(String header) {
        return switch (header) {
            case PARENT, STATE, HIDDEN -> true;
            default -> false;
        };
    }

    /** The trace that an event says it belongs to, well-formed or not; null if it says none. */
    public static @Nullable String trace(Event event) {
        Map<String, String> headers = event.headers();
        if (headers.isEmpty()) {
            return null;
        }
        String hidden = headers.get(HIDDEN);
        return hidden == null ? headers.get(PARENT) : hidden;
    }
}
