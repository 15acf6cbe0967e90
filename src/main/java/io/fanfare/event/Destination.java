package io.fanfare.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an event goes: a prefix that says who hears it, and a name. Immutable; equal if the texts are. */
public final class Destination {

    private final Kind kind;
    private final String text;
    private @Nullable List<Step> steps;

    Destination(Kind kind, String text) {
        this.kind = kind;
        this.text = text;
    }

    /**
     * Reads a concrete destination, without wildcards.
     *
     * @throws InvalidDestinationException if it has no known prefix or its name breaks the rules
     */
    public static Destination parse(String text) {
        Kind kind = Kind.of(text);
        NameGrammar.check(text, kind.prefix().length(), false);
        return new Destination(kind, text);
    }

    public Kind kind() {
        return kind;
    }

    /** The text after the prefix. */
    public String name() {
        return text.substring(kind.prefix().length());
    }

    /** The parts of the name, without the separators between them. */
    public List<String> parts() {
        return steps().stream().map(Step::part).toList();
    }

    /** What stands before a part: {@code '.'} or {@code '/'}, and {@link Step#NONE} before the first. */
    public char separator(int part) {
        return steps().get(part).separator();
    }

    /** The parts with their separators; split when first asked for, then kept. */
    public List<Step> steps() {
        List<Step> known = steps;
        if (known == null) {
            known = Step.split(text, kind.prefix().length());
            steps = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Destination that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The whole text, as it was given. */
    @Override
    public String toString() {
        return text;
    }

    /** Who hears the events of a destination. */
    public enum Kind {
        /** Everyone who subscribes. */
        TOPIC("/topic/"),
        /** The sessions of the users an event is addressed to. */
        USER("/user/"),
        /** One consumer each. */
        QUEUE("/queue/"),
        /** Those who watch who comes and goes on the topic of the same name. */
        PRESENCE("/presence/");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }

        /** What destinations of this kind begin with, slashes included. */
        public String prefix() {
            return prefix;
        }

        private static final Kind[] ALL = values();

        static Kind of(String text) {
            for (Kind kind : ALL) {
                if (text.startsWith(kind.prefix)) {
                    return kind;
                }
            }
            throw new InvalidDestinationException(
                    "A destination begins with /topic/, /user/, /queue/ or /presence/: put one before the name.");
        }
    }
}
