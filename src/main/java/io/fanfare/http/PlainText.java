package io.fanfare.http;

import org.jspecify.annotations.Nullable;

/** What publishers may write where others read it: ids, user names, headers. */
final class PlainText {

    private static final int LONGEST_ID = 128;
    private static final int LONGEST_USER = 200;

    private PlainText() {}

    /** @throws Refusal 400 unless it is 1 to 128 characters, none of them a control character */
    static void checkId(String id, @Nullable String pointer) {
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw refusal(pointer, "An id has 1 to " + LONGEST_ID + " characters: use a shorter one, or none.");
        }
        check(id, pointer, "An id");
    }

    /** @throws Refusal 400 unless it is 1 to 200 characters, none of them a control character */
    static void checkUser(String user, @Nullable String pointer) {
        if (user.isEmpty() || user.length() > LONGEST_USER) {
            throw refusal(pointer, "A user has 1 to " + LONGEST_USER + " characters.");
        }
        check(user, pointer, "A user");
    }

    /** @throws Refusal 400 unless its name is letters, digits and {@code -_.}, and its value has no control characters */
    static void checkHeader(String name, String value, String pointer) {
        if (name.isEmpty() || !name.chars().allMatch(PlainText::isNameCharacter)) {
            throw refusal(pointer, "A header's name is of the letters a to z and A to Z, digits and -_. only.");
        }
        check(value, pointer, "A header");
    }

    private static boolean isNameCharacter(int c) {
        return switch (c) {
            case '-', '_', '.' -> true;
            default -> c < 0x80 && Character.isLetterOrDigit(c);
        };
    }

    private static void check(String text, @Nullable String pointer, String what) {
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (!isPlain(codePoint)) {
                throw refusal(
                        pointer,
                        "%s holds no control characters and no half characters: remove U+%04X at index %d."
                                .formatted(what, codePoint, i));
            }
            i += Character.charCount(codePoint);
        }
    }

    /** False for control characters, line ends of every kind, and surrogates without their other half. */
    private static boolean isPlain(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                false;
            default -> true;
        };
    }

    private static Refusal refusal(@Nullable String pointer, String detail) {
        return pointer == null ? Refusal.invalid(detail) : Refusal.invalid(pointer, detail);
    }
}
