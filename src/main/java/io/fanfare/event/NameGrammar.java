package io.fanfare.event;

import io.fanfare.event.InvalidDestinationException.Bound;

/**
 * What a name may be: 1 to 200 bytes of UTF-8, in up to 32 parts with {@code .} or {@code /} between them.
 *
 * <p>A part is letters and decimal digits of any script, the combining marks that many scripts write them with (Unicode
 * categories Mn and Mc), and {@code -_~@+=:}. Nothing is normalised: names are the same if their code points are.
 */
final class NameGrammar {

    static final int MAX_BYTES = 200;
    static final int MAX_PARTS = 32;

    private static final int MAX_BYTES_PER_CHAR = 3;
    private static final boolean[] ASCII = ascii();

    private NameGrammar() {}

    /** Accepts the name that begins at {@code start}, or says what is wrong with it. */
    static void check(String text, int start, boolean wildcards) {
        checkLength(text, start);
        int parts = 1;
        int part = start;
        int end = endOfPart(text, part, wildcards);
        while (end < text.length()) {
            if (end == part || !isSeparator(text.charAt(end)) || text.charAt(part) == '#') {
                throw NameProblem.at(end, text, start, wildcards);
            }
            if (++parts > MAX_PARTS) {
                throw new InvalidDestinationException(
                        "A destination has at most " + MAX_PARTS + " parts: use fewer.", Bound.DEPTH);
            }
            part = end + 1;
            end = endOfPart(text, part, wildcards);
        }
        if (end == part) {
            throw NameProblem.at(end, text, start, wildcards);
        }
    }

    static boolean isSeparator(char c) {
        return c == '.' || c == '/';
    }

    static boolean isWildcard(char c) {
        return c == '*' || c == '#';
    }

    private static int endOfPart(String text, int start, boolean wildcards) {
        if (wildcards && start < text.length() && isWildcard(text.charAt(start))) {
            return start + 1;
        }
        int i = start;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < ASCII.length) {
                if (!ASCII[c]) {
                    break;
                }
                i++;
            } else {
                int codePoint = text.codePointAt(i);
                if (!isLetterDigitOrMark(codePoint)) {
                    break;
                }
                i += Character.charCount(codePoint);
            }
        }
        return i;
    }

    private static boolean isLetterDigitOrMark(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> Character.isLetterOrDigit(codePoint);
        };
    }

    private static void checkLength(String text, int start) {
        int length = text.length() - start;
        if (length > MAX_BYTES || (length > MAX_BYTES / MAX_BYTES_PER_CHAR && bytes(text, start) > MAX_BYTES)) {
            throw new InvalidDestinationException(
                    "A destination's name is at most " + MAX_BYTES + " bytes of UTF-8: use a shorter one.",
                    Bound.LENGTH);
        }
    }

    private static int bytes(String text, int start) {
        int bytes = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 2 : MAX_BYTES_PER_CHAR;
            }
        }
        return bytes;
    }

    private static boolean[] ascii() {
        boolean[] allowed = new boolean[0x80];
        for (char c = 0; c < allowed.length; c++) {
            allowed[c] = Character.isLetterOrDigit(c) || "-_~@+=:".indexOf(c) >= 0;
        }
        return allowed;
    }
}
