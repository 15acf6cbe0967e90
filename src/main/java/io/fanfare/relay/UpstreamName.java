package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import io.fanfare.event.DestinationPattern;
import io.fanfare.event.Step;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What destinations are called at a broker that only passes events on: a topic, whose name is one percent-encoded segment. A
 * pattern is one that is as wide or wider.
 */
final class UpstreamName {

    private static final String TOPIC = "/topic/";

    /** Events for users are told apart here, where they are addressed to each. */
    private static final String OF_USERS = "fanfare-user.";

    private static final String PLAIN = "-_~.";

    private UpstreamName() {}

    /** Where instances hear each other. No destination of a client is called so, and no stream is bound to it. */
    static String ofFleet(RelaySettings settings) {
        return switch (settings.log()) {
            case STREAM -> "/exchange/amq.direct/fanfare-fleet." + encoded(settings.stream());
            case NONE -> TOPIC + "fanfare!fleet";
        };
    }

    static String of(Destination destination) {
        return TOPIC + prefix(destination.kind()) + encoded(destination.name());
    }

    static String of(DestinationPattern pattern) {
        if (pattern.isConcrete()) {
            return of(pattern.destination());
        }
        StringBuilder name = new StringBuilder(TOPIC).append(prefix(pattern.kind()));
        List<Step> steps = pattern.steps();
        for (int i = 0;
                i + 1 < steps.size() && isWord(steps.get(i)) && steps.get(i + 1).separator() == '.';
                i++) {
            name.append(encoded(steps.get(i).part())).append('.');
        }
        return name.append('#').toString();
    }

    /** A slash is within the broker's word, so what is behind one is none of its own. */
    private static boolean isWord(Step step) {
        return !step.isAnyPart() && !step.isRest();
    }

    private static String prefix(Destination.Kind kind) {
        return kind == Destination.Kind.USER ? OF_USERS : "";
    }

    /** One segment of a name, whatever stands in it. */
    static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : name.getBytes(UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }

    /** What a broker calls a destination, with whatever it has encoded; malformed parts as they are. */
    static String decoded(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            boolean encoded = bytes[i] == '%' && i + 2 < bytes.length && isHex(bytes[i + 1]) && isHex(bytes[i + 2]);
            decoded.write(encoded ? 16 * hex(bytes[i + 1]) + hex(bytes[i + 2]) : bytes[i]);
            i += encoded ? 2 : 0;
        }
        return decoded.toString(UTF_8);
    }

    private static boolean isHex(byte digit) {
        return hex(digit) >= 0;
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }
}
