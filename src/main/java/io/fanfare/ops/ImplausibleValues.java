package io.fanfare.ops;

import java.time.Duration;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/**
 * Refuses, at start, values below {@code fanfare.} that can hardly be meant: durations that are too long to be counted in
 * nanoseconds, two of them together; and texts with a reference to a setting that nothing sets, which Spring takes as they
 * are, so that everyone could know a secret.
 */
final class ImplausibleValues implements ConfigurationPropertiesBindHandlerAdvisor {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("fanfare");
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^{}]*}");

    /** Before a reference that is meant as it stands. */
    private static final String ESCAPED = "\\${";

    @Override
    public BindHandler apply(BindHandler others) {
        return new AbstractBindHandler(others) {
            @Override
            public @Nullable Object onSuccess(
                    ConfigurationPropertyName name, Bindable<?> target, BindContext context, Object result) {
                if (ROOT.isAncestorOf(name)) {
                    check(name, result, given(context));
                }
                return super.onSuccess(name, target, context, result);
            }
        };
    }

    private static String given(BindContext context) {
        return context.getConfigurationProperty() == null
                ? ""
                : String.valueOf(context.getConfigurationProperty().getValue());
    }

    private static void check(ConfigurationPropertyName name, Object value, String given) {
        switch (value) {
            case Duration duration
            when duration.compareTo(LONGEST) > 0 ->
                throw new InvalidSettingsException(name + " must be at most 36500d.", "Make it shorter.");
            case String text
            when !given.contains(ESCAPED) -> {
                Matcher reference = REFERENCE.matcher(text);
                if (reference.find()) {
                    throw new InvalidSettingsException(
                            name + " refers to " + reference.group() + ", which is not set.",
                            "Set it, or write a backslash before the $ if it is meant as it stands.");
                }
            }
            case Collection<?> values -> values.forEach(each -> check(name, each, given));
            default -> {}
        }
    }
}
