package io.fanfare.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The part of a URL behind the question mark. What is not known is refused, never ignored. */
final class Query {

    private static final char REPLACEMENT = '\uFFFD';

    private Query() {}

    /** @throws Refusal 400 if there is any parameter */
    static void checkEmpty(@Nullable String query) {
        if (query != null && !query.isEmpty()) {
            throw Refusal.invalid("This path has no parameters: remove what follows the question mark.");
        }
    }

    /**
     * All parameters, decoded, by their names.
     *
     * @throws Refusal 400 if one is not known, or cannot be decoded
     */
    static Map<String, List<String>> parameters(@Nullable String query, Set<String> known) {
        Map<String, List<String>> parameters = new HashMap<>();
        for (String parameter : query == null || query.isEmpty() ? new String[0] : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = parameter.substring(0, Math.max(equals, 0));
            if (!known.contains(name)) {
                throw Refusal.invalid("The parameters of this path are " + String.join(", ", new TreeSet<>(known))
                        + ", each with = and a value: remove all others.");
            }
            parameters
                    .computeIfAbsent(name, key -> new ArrayList<>())
                    .add(decoded(name, parameter.substring(equals + 1)));
        }
        return parameters;
    }

    /** @throws Refusal 400 if the value of a parameter is not percent-encoded UTF-8 */
    static String decoded(String name, String value) {
        try {
            String decoded = URLDecoder.decode(value, StandardCharsets.UTF_8);
            if (decoded.indexOf(REPLACEMENT) < 0) {
                return decoded;
            }
        } catch (IllegalArgumentException e) {
            // the sentence below says it better
        }
        throw Refusal.invalid("The parameter " + name + " is not percent-encoded UTF-8: encode it anew.");
    }
}
