package io.fanfare.http;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is said behind the question mark where a body is published as it is: {@code user=bob&user=eve&dry-run=true}.
 *
 * @param users whom the event is addressed to
 * @param isDryRun whether nothing is to be published
 */
record RawQuery(Set<String> users, boolean isDryRun) {

    private static final RawQuery EMPTY = new RawQuery(Set.of(), false);
    private static final Set<String> KNOWN = Set.of("user", DryRun.PARAMETER);

    /** @throws Refusal 400 if there is any other parameter, or one is not well written */
    static RawQuery of(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return EMPTY;
        }
        Map<String, List<String>> parameters = Query.parameters(query, KNOWN);
        Set<String> users = new LinkedHashSet<>(parameters.getOrDefault("user", List.of()));
        users.forEach(user -> PlainText.checkUser(user, null));
        return new RawQuery(users, isDry(parameters.getOrDefault(DryRun.PARAMETER, List.of("false"))));
    }

    private static boolean isDry(List<String> values) {
        return switch (String.join(",", values)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Refusal.invalid(DryRun.PARAMETER + " is false or true.");
        };
    }
}
