package io.fanfare.ops;

import java.util.regex.Pattern;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/** Masks secrets in what the actuator shows of the configuration, even where it is told to show all values. */
final class SecretValues implements SanitizingFunction {

    /** Settings however they are written, and the command line, which may hold any of them. */
    private static final Pattern SECRET =
            Pattern.compile("(?i).*fanfare.*(secret|password).*|.*(secret|passw(or)?d|token|key)|sun\\.java\\.command");

    @Override
    public SanitizableData apply(SanitizableData data) {
        return SECRET.matcher(data.getKey()).matches() ? data.withSanitizedValue() : data;
    }
}
