package io.fanfare.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one subscribes to, or is granted: a destination in which {@code *} may stand for one whole part and
 * {@code #}, as the last part, for any number of parts, none included. Separators count: {@code /topic/a.#} matches
 * {@code /topic/a} and {@code /topic/a.b/c}, but not {@code /topic/a/b}. Immutable; equal if the texts are.
 */
public final class DestinationPattern {

    private final Destination.Kind kind;
    private final String text;
    private final List<Step> steps;
    private final @Nullable Destination destination;

    private DestinationPattern(Destination.Kind kind, String text) {
        this.kind = kind;
        this.text = text;
        this.steps = Step.split(text, kind.prefix().length());
        this.destination = steps.stream().anyMatch(Step::isWildcard) ? null : new Destination(kind, text);
    }

    /**
     * Reads a pattern.
     *
     * @throws InvalidDestinationException if it has no known prefix or its name breaks the rules
     */
    public static DestinationPattern parse(String text) {
        Destination.Kind kind = Destination.Kind.of(text);
        NameGrammar.check(text, kind.prefix().length(), true);
        return new DestinationPattern(kind, text);
    }

    /**
     * Reads a pattern that stands in a setting.
     *
     * @throws IllegalArgumentException that names the setting, if it is none
     */
    public static DestinationPattern ofSetting(String setting, String text) {
        try {
            return parse(text);
        } catch (InvalidDestinationException e) {
            throw new IllegalArgumentException(setting + ": '" + text + "' is no pattern: " + e.getMessage());
        }
    }

    /** What matches one destination only. */
    public static DestinationPattern of(Destination destination) {
        return new DestinationPattern(destination.kind(), destination.toString());
    }

    public Destination.Kind kind() {
        return kind;
    }

    /** Whether it holds no wildcard, and so matches one destination only. */
    public boolean isConcrete() {
        return destination != null;
    }

    /**
     * The one destination that a concrete pattern matches.
     *
     * @throws IllegalStateException if it is not concrete
     */
    public Destination destination() {
        if (destination == null) {
            throw new IllegalStateException(text + " has wildcards");
        }
        return destination;
    }

    /** The parts of the name, wildcards among them, with their separators. */
    public List<Step> steps() {
        return steps;
    }

    public boolean matches(Destination candidate) {
        return destination == null
                ? kind == candidate.kind() && covers(candidate.steps())
                : destination.equals(candidate);
    }

    /** Whether this matches everything that {@code other} can match; exact, in time linear in the parts. */
    public boolean covers(DestinationPattern other) {
        return kind == other.kind && covers(other.steps);
    }

    private boolean covers(List<Step> others) {
        for (int i = 0; i < steps.size(); i++) {
            Step mine = steps.get(i);
            if (i == others.size()) {
                return mine.isRest();
            }
            Step other = others.get(i);
            if (mine.separator() != other.separator()) {
                return false;
            }
            if (mine.isRest()) {
                return true;
            }
            if (other.isRest() || !(mine.isAnyPart() || mine.part().equals(other.part()))) {
                return false;
            }
        }
        return steps.size() == others.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DestinationPattern that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
