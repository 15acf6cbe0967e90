package io.fanfare.event;

import java.util.ArrayList;
import java.util.List;

/**
 * One part of a name, with what stands before it.
 *
 * @param separator {@code '.'} or {@code '/'}; {@link #NONE} before the first part
 * @param part without its separator; in a pattern it may be {@link #ANY_PART} or {@link #REST}
 */
public record Step(char separator, String part) {

    /** Stands before the first part, where there is no separator. */
    public static final char NONE = 0;

    /** The wildcard for one whole part. */
    public static final String ANY_PART = "*";

    /** The wildcard for any number of remaining parts, none included. */
    public static final String REST = "#";

    public boolean isAnyPart() {
        return part.equals(ANY_PART);
    }

    public boolean isRest() {
        return part.equals(REST);
    }

    boolean isWildcard() {
        return isAnyPart() || isRest();
    }

    /** Splits a text that {@link NameGrammar} has accepted. */
    static List<Step> split(String text, int nameStart) {
        List<Step> steps = new ArrayList<>();
        char separator = NONE;
        int start = nameStart;
        for (int i = nameStart; i < text.length(); i++) {
            char c = text.charAt(i);
            if (NameGrammar.isSeparator(c)) {
                steps.add(new Step(separator, text.substring(start, i)));
                separator = c;
                start = i + 1;
            }
        }
        steps.add(new Step(separator, text.substring(start)));
        return List.copyOf(steps);
    }
}
