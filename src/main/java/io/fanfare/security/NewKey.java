package io.fanfare.security;

import java.io.PrintStream;
import java.util.HexFormat;

/** The command {@code new-key}: makes a key, and says what of it goes where. */
public final class NewKey {

    /** What the command is called on the command line. */
    public static final String COMMAND = "new-key";

    private NewKey() {}

    /** Prints a key, and the line for the configuration, from which nobody learns the key. */
    public static void print(PrintStream out) {
        String secret = Keys.generate();
        String hash = HexFormat.of().formatHex(Keys.hash(secret));
        out.println("For the service that publishes; it is shown only here:");
        out.println("  " + secret);
        out.println("For Fanfare:");
        out.println("  fanfare.security.keys.<name>.secret=" + Keys.HASHED + hash);
        out.println("  fanfare.security.keys.<name>.grants=publish:/topic/#");
    }
}
