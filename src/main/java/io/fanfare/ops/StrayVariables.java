package io.fanfare.ops;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Environment variables and system properties that are meant to be settings and are none. Others may put there what they like:
 * only those count that begin as a group of settings does, and none that Kubernetes sets for a service that is called so.
 */
final class StrayVariables {

    private static final Pattern OF_KUBERNETES =
            Pattern.compile(".*_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

    private final ConfigurableEnvironment environment;
    private final Collection<String> groups;
    private final SettingNames known;

    /** @param groups what settings begin with, such as {@code fanfare.stomp} */
    StrayVariables(ConfigurableEnvironment environment, Collection<String> groups, SettingNames known) {
        this.environment = environment;
        this.groups = groups;
        this.known = known;
    }

    /** Those of the environment, as they are written. */
    List<String> ofTheEnvironment() {
        return names(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)
                .filter(name -> groups.stream().anyMatch(group -> name.startsWith(variable(group) + "_")))
                .filter(name -> !OF_KUBERNETES.matcher(name).matches() && !known.containVariable(name))
                .toList();
    }

    /** System properties that begin as settings do, right or wrong. */
    List<String> ofTheSystem() {
        return names(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME)
                .filter(name -> groups.stream().anyMatch(group -> name.startsWith(group + ".")))
                .toList();
    }

    private static String variable(String group) {
        return group.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    private Stream<String> names(String source) {
        return environment.getPropertySources().get(source) instanceof EnumerablePropertySource<?> all
                ? Stream.of(all.getPropertyNames()).sorted()
                : Stream.empty();
    }
}
