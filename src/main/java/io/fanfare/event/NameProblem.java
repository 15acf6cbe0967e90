package io.fanfare.event;

/** Explains, off the fast path, why {@link NameGrammar} went no further than some character. */
final class NameProblem {

    private NameProblem() {}

    static InvalidDestinationException at(int index, String text, int start, boolean wildcards) {
        return new InvalidDestinationException(explain(index, text, start, wildcards));
    }

    private static String explain(int index, String text, int start, boolean wildcards) {
        if (start == text.length()) {
            return "The destination has no name: write one after " + text + ".";
        }
        if (index == text.length() || isSeparatorWithoutPart(index, text, start)) {
            return "A part is empty at index " + index + ": remove the separator, or write a part beside it.";
        }
        if (NameGrammar.isWildcard(text.charAt(index)) || isAfterWildcard(index, text, start)) {
            return wildcards
                    ? "A wildcard is misplaced at index " + index + ": '*' is one whole part, '#' the whole last part."
                    : "A wildcard stands at index " + index + ": name one concrete destination.";
        }
        return "U+%04X at index %d is not allowed: use letters, digits and -_~@+=: in parts with . or / between them."
                .formatted(text.codePointAt(index), index);
    }

    private static boolean isSeparatorWithoutPart(int index, String text, int start) {
        return NameGrammar.isSeparator(text.charAt(index))
                && (index == start || NameGrammar.isSeparator(text.charAt(index - 1)));
    }

    private static boolean isAfterWildcard(int index, String text, int start) {
        return index > start && NameGrammar.isWildcard(text.charAt(index - 1));
    }
}
