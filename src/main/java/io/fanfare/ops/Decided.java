package io.fanfare.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.broker.BrokerSettings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/**
 * The settings that have decided which beans there are. The build keeps them for each choice of extras, in a file of the jar; a
 * line is a setting's name, followed by {@code =} and its value if it had one that matters.
 */
final class Decided {

    static final String MODE = "fanfare.broker.mode";
    static final String OPERATORS_PORT = "management.server.port";

    /** It decides only together with the port for operators. */
    private static final String PORT = "server.port";

    /** Spring has a filter that reads what a proxy says only if this is {@code framework}. */
    private static final String FORWARDED = "server.forward-headers-strategy";

    /** All endpoints are prepared; which of them answer over HTTP is looked at again at each start. */
    private static final String EXPOSURE = "management.endpoints.web.exposure.";

    /** Of the elements of a list only this one is asked for by who does not know how many there are. */
    private static final String FIRST = "[0]";

    /** As no value is. */
    private static final String UNREADABLE = "(unreadable)";

    private Decided() {}

    static String file(Set<Extra> extras) {
        return "META-INF/fanfare/decided" + Extra.name(extras) + ".txt";
    }

    /** The lines of a file that the jar has. */
    static Optional<List<String>> read(Set<Extra> extras) {
        try {
            return Optional.of(new ClassPathResource(file(extras), Decided.class.getClassLoader())
                    .getContentAsString(UTF_8)
                    .lines()
                    .toList());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    static String line(String name, Environment environment) {
        String value = value(name, environment);
        return value == null ? name : name + "=" + value;
    }

    /** What a setting decides by; null for nothing. */
    static @Nullable String value(String name, Environment environment) {
        try {
            return switch (name) {
                case MODE -> BrokerSettings.modeIn(environment).name();
                case OPERATORS_PORT -> ManagementPortType.get(environment).name();
                case PORT -> null;
                case FORWARDED -> "framework".equalsIgnoreCase(environment.getProperty(name)) ? "framework" : null;
                default -> other(name, environment);
            };
        } catch (IllegalArgumentException | ConversionException | BindException e) {
            // whoever needs it says what is wrong
            return UNREADABLE;
        }
    }

    private static @Nullable String other(String name, Environment environment) {
        if (name.startsWith(EXPOSURE)) {
            return null;
        }
        String value = environment.getProperty(name);
        return value == null && name.endsWith(FIRST) && hasElements(name, environment) ? "(another)" : value;
    }

    private static boolean hasElements(String first, Environment environment) {
        ConfigurationPropertyName list =
                ConfigurationPropertyName.of(first.substring(0, first.length() - FIRST.length()));
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source.containsDescendantOf(list) == ConfigurationPropertyState.PRESENT) {
                return true;
            }
        }
        return false;
    }

    /** The first of the settings in these lines whose value is another here. */
    static Optional<String> firstOther(List<String> lines, Environment environment) {
        return lines.stream()
                .filter(line -> !line.equals(line(name(line), environment)))
                .map(Decided::name)
                .findFirst();
    }

    private static String name(String line) {
        int end = line.indexOf('=');
        return end < 0 ? line : line.substring(0, end);
    }
}
