package io.fanfare.ops;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** What an instance may have besides, with beans of its own. */
enum Extra {
    RELAY(Decided.MODE, "relay", "RELAY"),
    /** A port for operators, whichever it is. */
    OPERATORS(Decided.OPERATORS_PORT, "0", "DIFFERENT");

    private final String setting;
    private final String value;
    private final String decides;

    Extra(String setting, String value, String decides) {
        this.setting = setting;
        this.value = value;
        this.decides = decides;
    }

    /** The argument that asks for it. */
    String argument() {
        return "--" + setting + "=" + value;
    }

    /** Those that an instance with these settings has. */
    static Set<Extra> of(Environment environment) {
        return Stream.of(values())
                .filter(extra -> extra.decides.equals(Decided.value(extra.setting, environment)))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Extra.class)));
    }

    /** Each choice of them, that of none included. */
    static List<Set<Extra>> choices() {
        List<Set<Extra>> choices = new ArrayList<>(List.of(EnumSet.noneOf(Extra.class)));
        for (Extra extra : values()) {
            for (Set<Extra> without : List.copyOf(choices)) {
                Set<Extra> with = EnumSet.of(extra);
                with.addAll(without);
                choices.add(with);
            }
        }
        return choices;
    }

    /** A choice as part of a class's name, {@code RelayOperators}; empty for none. */
    static String name(Set<Extra> extras) {
        return extras.stream()
                .map(extra -> extra.name().charAt(0) + extra.name().substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
