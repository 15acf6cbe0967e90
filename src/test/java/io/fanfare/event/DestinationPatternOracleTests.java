package io.fanfare.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares matching and covering with regular expressions, over every small pattern and destination. */
class DestinationPatternOracleTests {

    private static final List<DestinationPattern> PATTERNS = Stream.concat(
                    Stream.of("/topic/#"),
                    names(3, "a", "b", "*").stream().flatMap(name -> Stream.of(name, name + ".#", name + "/#")))
            .map(DestinationPattern::parse)
            .toList();

    /** They are longer than the patterns, and have a part that no pattern names. */
    private static final List<Destination> DESTINATIONS =
            names(4, "a", "b", "c").stream().map(Destination::parse).toList();

    @Test
    void matchesWhatTheRegularExpressionMatches() {
        for (DestinationPattern pattern : PATTERNS) {
            Pattern expression = expression(pattern);
            for (Destination destination : DESTINATIONS) {
                assertThat(pattern.matches(destination))
                        .as("%s matches %s", pattern, destination)
                        .isEqualTo(expression.matcher(destination.toString()).matches());
            }
        }
    }

    @Test
    void coversWhateverMatchesNothingElse() {
        List<BitSet> matched =
                PATTERNS.stream().map(DestinationPatternOracleTests::matched).toList();
        for (int i = 0; i < PATTERNS.size(); i++) {
            for (int j = 0; j < PATTERNS.size(); j++) {
                BitSet beyond = (BitSet) matched.get(j).clone();
                beyond.andNot(matched.get(i));
                assertThat(PATTERNS.get(i).covers(PATTERNS.get(j)))
                        .as("%s covers %s", PATTERNS.get(i), PATTERNS.get(j))
                        .isEqualTo(beyond.isEmpty());
            }
        }
    }

    private static BitSet matched(DestinationPattern pattern) {
        BitSet matched = new BitSet();
        for (int i = 0; i < DESTINATIONS.size(); i++) {
            matched.set(i, pattern.matches(DESTINATIONS.get(i)));
        }
        return matched;
    }

    private static Pattern expression(DestinationPattern pattern) {
        StringBuilder expression = new StringBuilder("/topic/");
        for (Step step : pattern.steps()) {
            String separator = step.separator() == Step.NONE ? "" : "[" + step.separator() + "]";
            String part = step.isAnyPart() ? "[abc]" : step.part();
            expression.append(step.isRest() ? "(" + separator + "[abc]([./][abc])*)?" : separator + part);
        }
        return Pattern.compile(expression.toString());
    }

    private static List<String> names(int maxParts, String... parts) {
        List<String> names = new ArrayList<>();
        List<String> longest = Stream.of(parts).map(part -> "/topic/" + part).toList();
        for (int i = 1; i <= maxParts; i++) {
            names.addAll(longest);
            longest = longest.stream()
                    .flatMap(name -> Stream.of(parts).flatMap(part -> Stream.of(name + "." + part, name + "/" + part)))
                    .toList();
        }
        return names;
    }
}
