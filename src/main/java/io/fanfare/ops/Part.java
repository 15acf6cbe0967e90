package io.fanfare.ops;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;

/** What the service may have besides, each with beans of its own. The name is part of the names of prepared classes. */
enum Part {
    RELAY("fanfare.broker.mode", "relay"),
    /** A port for operators, of whatever number. */
    OPERATORS(Part.OPERATORS_PORT, "8081");

    static final String OPERATORS_PORT = "management.server.port";

    private final String setting;
    private final String value;

    Part(String setting, String value) {
        this.setting = setting;
        this.value = value;
    }

    /** The argument that asks for it. */
    String argument() {
        return "--" + setting + "=" + value;
    }

    private boolean isIn(Environment environment) {
        return this == OPERATORS
                ? operatorsPort(environment).equals(ManagementPortType.DIFFERENT.name())
                : value.equals(environment.getProperty(setting));
    }

    static Set<Part> of(Environment environment) {
        return Stream.of(values())
                .filter(part -> part.isIn(environment))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Part.class)));
    }

    /** Each choice of them, first that of none. */
    static List<Set<Part>> choices() {
        List<Set<Part>> choices = new ArrayList<>(List.of(EnumSet.noneOf(Part.class)));
        for (Part part : values()) {
            for (Set<Part> without : List.copyOf(choices)) {
                Set<Part> with = EnumSet.of(part);
                with.addAll(without);
                choices.add(with);
            }
        }
        return choices;
    }

    /** As the beginning of a class's name; empty for none. */
    static String name(Set<Part> parts) {
        return parts.stream()
                .map(part -> part.name().charAt(0) + part.name().substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** Whether there is a port for operators; a value that is no number is neither, and refused later. */
    static String operatorsPort(Environment environment) {
        try {
            return ManagementPortType.get(environment).name();
        } catch (ConversionException e) {
            return "";
        }
    }
}
