package io.fanfare.relay;

import java.util.Locale;

/** What becomes of something that others have published: the label {@code outcome} of a meter. */
public enum ForeignOutcome {
    ACCEPTED,
    /** Its routing key is no name of a topic. */
    MALFORMED,
    /** It, its headers or their number is larger than events may be. */
    OVERSIZED,
    /** No pattern lets it in. */
    UNLISTED;

    /** The word in meters. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
