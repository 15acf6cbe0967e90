package io.fanfare.security;

import java.util.regex.Pattern;

/**
 * The names by which the service answers while it is open to everyone on this machine. Under a name of their own that leads
 * here (DNS rebinding), web pages that are visited there could reach it otherwise.
 *
 * @param required whether it answers to no others
 */
public record LocalNames(boolean required) {

    /** What whoever asks by another name is told. */
    public static final String REFUSAL =
            "This service is open to everyone on this machine (fanfare.security.open), so it"
                    + " answers to localhost, *.localhost, 127.0.0.0/8 and [::1] only: ask for it by one of these.";

    private static final Pattern LOCAL = Pattern.compile(
            "(([a-z0-9_-]+\\.)*localhost|127(\\.[0-9]{1,3}){3}|\\[(::|0:0:0:0:0:0:0:)1])(:[0-9]{1,5})?",
            Pattern.CASE_INSENSITIVE);

    /** Whether a request with this header {@code Host} is refused. */
    public boolean refuse(String host) {
        return required && !LOCAL.matcher(host).matches();
    }
}
