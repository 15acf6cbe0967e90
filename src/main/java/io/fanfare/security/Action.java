package io.fanfare.security;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What one may be granted. */
public enum Action {
    /** To hear what is published. */
    SUBSCRIBE,
    /** To publish from a session, by SEND. */
    SEND,
    /** To publish over HTTP. */
    PUBLISH,
    /** To be told who is on a topic. */
    PRESENCE,
    /** To read what was published. */
    HISTORY,
    /** To see and do what operators do; it has no pattern. */
    OPERATE;

    /** How it is written in grants. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is granted for destinations. */
    boolean hasPattern() {
        return this != OPERATE;
    }

    /** Null if there is none that is written so. */
    public static @Nullable Action of(String label) {
        for (Action action : values()) {
            if (action.label().equals(label)) {
                return action;
            }
        }
        return null;
    }
}
