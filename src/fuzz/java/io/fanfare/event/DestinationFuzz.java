package io.fanfare.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.security.Grant;
import io.fanfare.security.GrantRule;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of text, each as a destination and as a pattern: both come back as they were read, a pattern matches what the
 * regular expression does that says the same, covers what covers all that the other matches, and grants no more with a
 * user's name in it than with any other.
 */
public final class DestinationFuzz {

    private static final int MOST_LINES = 6;
    private static final String FRESH = "zz~";
    private static final Pattern GRAMMAR = Pattern.compile(
            "/(topic|user|queue|presence)/(PART|[*])([./](PART|[*]))*([./]#)?|/(topic|user|queue|presence)/#"
                    .replace("PART", "[\\p{L}\\p{Nd}\\p{Mn}\\p{Mc}~@+=:_-]+"));

    private DestinationFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        List<String> lines = new String(input, StandardCharsets.UTF_8)
                .lines()
                .limit(MOST_LINES)
                .toList();
        List<DestinationPattern> patterns = new ArrayList<>();
        List<Destination> destinations = new ArrayList<>();
        for (String line : lines) {
            checkGrant(line, lines.getFirst());
            DestinationPattern pattern = pattern(line);
            if (pattern != null) {
                patterns.add(pattern);
                destinations.addAll(samples(pattern));
            }
        }
        for (DestinationPattern pattern : patterns) {
            checkMatches(pattern, destinations);
            patterns.forEach(other -> checkCovers(pattern, other));
        }
    }

    private static @Nullable DestinationPattern pattern(String line) {
        boolean valid = GRAMMAR.matcher(line).matches() && isWithinBounds(line);
        DestinationPattern pattern = null;
        try {
            pattern = DestinationPattern.parse(line);
            assertThat(pattern).hasToString(line);
            assertThat(join(pattern.kind(), pattern.steps())).isEqualTo(line);
        } catch (InvalidDestinationException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
        assertThat(pattern != null).as("'%s' is a pattern", line).isEqualTo(valid);
        boolean concrete = valid && line.indexOf('*') < 0 && line.indexOf('#') < 0;
        assertThat(isDestination(line)).as("'%s' is a destination", line).isEqualTo(concrete);
        assertThat(pattern != null && pattern.isConcrete()).isEqualTo(concrete);
        return pattern;
    }

    private static boolean isWithinBounds(String line) {
        String name = line.substring(line.indexOf('/', 1) + 1);
        return name.getBytes(StandardCharsets.UTF_8).length <= NameGrammar.MAX_BYTES
                && name.split("[./]").length <= NameGrammar.MAX_PARTS;
    }

    private static boolean isDestination(String line) {
        try {
            Destination destination = Destination.parse(line);
            assertThat(destination).hasToString(line);
            assertThat(join(destination.kind(), destination.steps())).isEqualTo(line);
            return true;
        } catch (InvalidDestinationException e) {
            return false;
        }
    }

    private static String join(Destination.Kind kind, List<Step> steps) {
        StringBuilder text = new StringBuilder(kind.prefix());
        for (Step step : steps) {
            text.append(step.separator() == Step.NONE ? "" : step.separator()).append(step.part());
        }
        return text.toString();
    }

    private static void checkMatches(DestinationPattern pattern, List<Destination> destinations) {
        Pattern expression = expression(pattern);
        for (Destination destination : destinations) {
            assertThat(pattern.matches(destination))
                    .as("%s matches %s", pattern, destination)
                    .isEqualTo(expression.matcher(destination.toString()).matches());
        }
    }

    private static Pattern expression(DestinationPattern pattern) {
        StringBuilder expression = new StringBuilder(pattern.kind().prefix());
        for (Step step : pattern.steps()) {
            String separator = step.separator() == Step.NONE ? "" : "[" + step.separator() + "]";
            String part = step.isAnyPart() ? "[^./]+" : Pattern.quote(step.part());
            expression.append(step.isRest() ? "(" + separator + ".+)?" : separator + part);
        }
        return Pattern.compile(expression.toString());
    }

    /** It covers the other if it matches all samples of that, since no part of them stands in either by chance. */
    private static void checkCovers(DestinationPattern pattern, DestinationPattern other) {
        if (other.toString().contains(FRESH) || pattern.toString().contains(FRESH)) {
            return;
        }
        List<Destination> samples = samples(other);
        if (samples.size() == sampleNames(other).size()) {
            assertThat(pattern.covers(other))
                    .as("%s covers %s", pattern, other)
                    .isEqualTo(samples.stream().allMatch(pattern::matches));
        }
    }

    /** What a pattern matches: the shortest, and if it may be longer, something longer. */
    private static List<Destination> samples(DestinationPattern pattern) {
        return sampleNames(pattern).stream()
                .filter(DestinationFuzz::isDestination)
                .map(Destination::parse)
                .toList();
    }

    private static List<String> sampleNames(DestinationPattern pattern) {
        String text = pattern.toString().replace("*", FRESH);
        if (!text.endsWith("#")) {
            return List.of(text);
        }
        String longer = text.substring(0, text.length() - 1) + FRESH;
        String shortest =
                text.endsWith("/#") && pattern.steps().size() == 1 ? longer : text.substring(0, text.length() - 2);
        return Stream.of(shortest, longer, longer + "." + FRESH, longer + "/" + FRESH)
                .distinct()
                .toList();
    }

    /** Wherever it stands, a user's name is a part or within one. */
    private static void checkGrant(String line, String user) {
        String rule = "subscribe:" + line;
        GrantRule parsed;
        try {
            parsed = GrantRule.parse(rule, "here");
        } catch (IllegalArgumentException e) {
            return;
        }
        List<Grant> expected = parsed.resolve("x", Map.of());
        for (Grant grant : parsed.resolve(user, Map.of("a", user))) {
            List<String> shape = shape(grant.pattern());
            assertThat(expected.isEmpty() ? shape : shape(expected.getFirst().pattern()))
                    .as("%s with the user '%s'", rule, user)
                    .isEqualTo(shape);
        }
    }

    private static List<String> shape(@Nullable DestinationPattern pattern) {
        return pattern == null
                ? List.of()
                : pattern.steps().stream()
                        .map(step -> step.separator() + (step.isWildcard() ? step.part() : ""))
                        .toList();
    }
}
