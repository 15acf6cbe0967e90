package io.fanfare.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether events belong to the traces of their publishers. Sampling and export are Spring Boot's ({@code management.tracing}
 * and {@code management.opentelemetry}).
 *
 * @param enabled whether there are traces at all
 * @param messageHeaders whether subscribers are told of the trace, by the headers {@code traceparent} and {@code tracestate}
 */
@ConfigurationProperties(TracingSettings.PREFIX)
public record TracingSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("false") boolean messageHeaders) {

    static final String PREFIX = "fanfare.tracing";

    /** The setting without which nothing of this is there. */
    public static final String ENABLED = PREFIX + ".enabled";

    public TracingSettings {
        if (messageHeaders && !enabled) {
            throw new IllegalArgumentException(
                    "fanfare.tracing.message-headers needs fanfare.tracing.enabled: without it there are no traces");
        }
    }
}
