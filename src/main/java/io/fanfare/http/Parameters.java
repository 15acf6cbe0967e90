package io.fanfare.http;

import io.fanfare.event.Position;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request, each at most once. What is not known is refused, never ignored. */
final class Parameters {

    private final Map<String, String> values = new HashMap<>();

    private Parameters() {}

    /** @throws Refusal 400 if there are any but the known ones, or one twice */
    static Parameters of(HttpServletRequest request, String... known) {
        Parameters parameters = new Parameters();
        String query = request.getQueryString();
        if (query != null && !query.isEmpty()) {
            List<String> names = Arrays.asList(known);
            for (String parameter : query.split("&", -1)) {
                parameters.add(parameter, names);
            }
        }
        return parameters;
    }

    private void add(String parameter, List<String> known) {
        int equals = parameter.indexOf('=');
        String name = equals < 0 ? parameter : parameter.substring(0, equals);
        if (equals < 0 || !known.contains(name)) {
            throw Refusal.invalid(
                    "The parameters of this path are " + String.join(", ", known) + ": remove all others.");
        }
        if (values.put(name, Query.decoded(name, parameter.substring(equals + 1))) != null) {
            throw Refusal.invalid(name + " is given twice: leave one out.");
        }
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    /** @throws Refusal 400 if it is given and none of the choices; the first of them is the default */
    String choice(String name, String... choices) {
        String value = values.getOrDefault(name, choices[0]);
        if (!Arrays.asList(choices).contains(value)) {
            throw Refusal.invalid(name + " is " + String.join(" or ", choices) + ".");
        }
        return value;
    }

    /** @throws Refusal 400 if it is given and no number from 1 to {@code most} */
    int number(String name, int ifAbsent, int most) {
        String value = values.get(name);
        if (value == null) {
            return ifAbsent;
        }
        try {
            int number = Integer.parseInt(value);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw Refusal.invalid(name + " is a number from 1 to " + most + ".");
    }

    /** @throws Refusal 400 if it is given and no position */
    @Nullable
    Position position(String name) {
        String value = values.get(name);
        try {
            return value == null ? null : Position.parse(value);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(name + ": " + e.getMessage());
        }
    }
}
