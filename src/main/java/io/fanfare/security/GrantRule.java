package io.fanfare.security;

import io.fanfare.event.DestinationPattern;
import io.fanfare.event.InvalidDestinationException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A grant as it is written: {@code <action>:<pattern>}, where the pattern may hold {@code {user}} and {@code {claims.<name>}}.
 * A value takes the place of a variable only within its part: one that holds separators or wildcards would reach further than
 * the rule says, and grants nothing.
 *
 * @param pattern null for an action that has none
 * @param source where it is written
 */
public record GrantRule(Action action, @Nullable String pattern, String text, String source) {

    private static final String USER = "user";
    private static final String CLAIMS = "claims.";
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern NOT_WITHIN_A_PART = Pattern.compile("[./*#{}]|^$");

    /** A caller with a claim of many values could have any number of grants by one rule. */
    private static final int MOST_GRANTS = 100;

    /**
     * Reads a rule.
     *
     * @throws IllegalArgumentException that says what is wrong with it
     */
    public static GrantRule parse(String text, String source) {
        int colon = text.indexOf(':');
        Action action = Action.of(colon < 0 ? text : text.substring(0, colon));
        if (action == null || action.hasPattern() != (colon >= 0)) {
            throw new IllegalArgumentException("'" + text + "' is no grant: write subscribe, send, publish, presence or"
                    + " history with a pattern, such as subscribe:/topic/orders.#, or operate.");
        }
        String pattern = colon < 0 ? null : text.substring(colon + 1);
        if (pattern != null) {
            check(action, pattern, text);
        }
        return new GrantRule(action, pattern, text, source);
    }

    private static void check(Action action, String pattern, String text) {
        for (Matcher variables = VARIABLE.matcher(pattern); variables.find(); ) {
            String name = variables.group(1);
            if (!name.equals(USER) && !(name.startsWith(CLAIMS) && name.length() > CLAIMS.length())) {
                throw new IllegalArgumentException(
                        "'" + text + "' has the variable {" + name + "}: there are {user} and {claims.<name>}.");
            }
        }
        try {
            String example = VARIABLE.matcher(pattern).replaceAll("x");
            DestinationPattern parsed = DestinationPattern.parse(example);
            if (action == Action.PRESENCE && !parsed.toString().startsWith("/topic/")) {
                throw new IllegalArgumentException("'" + text + "' grants nothing: presence is that of a topic, so name"
                        + " it, as in presence:/topic/room.#.");
            }
        } catch (InvalidDestinationException e) {
            throw new IllegalArgumentException("'" + text + "' is no grant: " + e.getMessage());
        }
    }

    /** What it grants to a caller: nothing if a variable has no value, or none that will do; more if one has several. */
    public List<Grant> resolve(@Nullable String user, Map<String, Object> claims) {
        if (pattern == null) {
            return List.of(new Grant(action, null, text, source));
        }
        List<String> patterns = List.of(pattern);
        for (Matcher variables = VARIABLE.matcher(pattern); variables.find(); ) {
            patterns = substitute(patterns, variables.group(), values(variables.group(1), user, claims));
        }
        return patterns.stream().flatMap(this::grant).toList();
    }

    private static List<String> substitute(List<String> patterns, String variable, List<String> values) {
        return patterns.stream()
                .flatMap(pattern -> values.stream().map(value -> pattern.replace(variable, value)))
                .distinct()
                .limit(MOST_GRANTS)
                .toList();
    }

    private static List<String> values(String variable, @Nullable String user, Map<String, Object> claims) {
        Object value = variable.equals(USER) ? user : claim(variable.substring(CLAIMS.length()), claims);
        Stream<?> values = value instanceof Collection<?> many ? many.stream() : Stream.ofNullable(value);
        return values.filter(each -> each instanceof String || each instanceof Number || each instanceof Boolean)
                .map(Object::toString)
                .filter(each -> !NOT_WITHIN_A_PART.matcher(each).find())
                .toList();
    }

    /** A claim by its name, which may have dots, or one within another. */
    private static @Nullable Object claim(String name, Map<?, ?> claims) {
        Object whole = claims.get(name);
        int dot = name.indexOf('.');
        if (whole != null || dot < 0) {
            return whole;
        }
        return claims.get(name.substring(0, dot)) instanceof Map<?, ?> inner
                ? claim(name.substring(dot + 1), inner)
                : null;
    }

    private Stream<Grant> grant(String resolved) {
        try {
            return Stream.of(new Grant(action, DestinationPattern.parse(resolved), text, source));
        } catch (InvalidDestinationException e) {
            // the value has characters that no destination has
            return Stream.empty();
        }
    }

    /** What all of them grant to a caller. */
    static List<Grant> resolve(List<GrantRule> rules, @Nullable String user, Map<String, Object> claims) {
        List<Grant> grants = new ArrayList<>();
        rules.forEach(rule -> grants.addAll(rule.resolve(user, claims)));
        return List.copyOf(grants);
    }
}
