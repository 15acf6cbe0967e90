package io.fanfare.ops;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Refuses, at start, durations below {@code fanfare.} that are too long to be counted in nanoseconds, two of them together. */
final class LongestDuration implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("fanfare");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Override
    public BindHandler apply(BindHandler others) {
        return new AbstractBindHandler(others) {
            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                if (result instanceof Duration duration && ROOT.isAncestorOf(name) && duration.compareTo(LONGEST) > 0) {
                    throw new IllegalArgumentException(name + " must be at most 36500d");
                }
                return super.onSuccess(name, target, context, result);
            }
        };
    }
}
