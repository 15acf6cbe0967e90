package io.fanfare.ops;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param page counted from 0
 * @param size how many entries a page has
 */
record Page(int page, int size) {

    private static final int DEFAULT_SIZE = 50;
    private static final int LARGEST_SIZE = 1_000;

    /**
     * Reads what a caller gave; the first 50 entries without.
     *
     * @throws InvalidQueryException if it is no page
     */
    static Page of(@Nullable String page, @Nullable String size) {
        return new Page(
                number("page", page, 0, 0, Integer.MAX_VALUE), number("size", size, DEFAULT_SIZE, 1, LARGEST_SIZE));
    }

    private static int number(String name, @Nullable String text, int ifAbsent, int least, int most) {
        if (text == null) {
            return ifAbsent;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new InvalidQueryException(name + " must be a number from " + least + " to " + most + ".");
    }

    /** That part of {@code all}; empty behind its end. */
    <T> List<T> of(List<T> all) {
        return all.stream().skip((long) page * size).limit(size).toList();
    }
}
