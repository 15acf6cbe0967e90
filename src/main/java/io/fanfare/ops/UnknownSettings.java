package io.fanfare.ops;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Refuses to start with settings below {@code fanfare.} that do not exist: a typo would have no effect, and nobody would
 * know. Of the environment and of system properties, which may hold anything, {@link StrayVariables} tells what is meant.
 */
final class UnknownSettings {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("fanfare");

    private final ConfigurableEnvironment environment;
    private final Map<String, List<ResolvableType>> groups;
    private final SettingNames known = new SettingNames();

    UnknownSettings(ConfigurableEnvironment environment, ListableBeanFactory beans) {
        this.environment = environment;
        this.groups = groups(beans);
        groups.forEach((prefix, types) -> types.forEach(type -> known.add(prefix, type)));
    }

    /** The records that are bound to settings, by what these begin with. */
    private static Map<String, List<ResolvableType>> groups(ListableBeanFactory beans) {
        Map<String, List<ResolvableType>> groups = new TreeMap<>();
        for (String bean : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            String prefix = requireNonNull(beans.findAnnotationOnBean(bean, ConfigurationProperties.class))
                    .value();
            if (ROOT.isAncestorOf(ConfigurationPropertyName.adapt(prefix, '.'))) {
                groups.computeIfAbsent(prefix, name -> new ArrayList<>())
                        .add(ResolvableType.forClass(requireNonNull(beans.getType(bean))));
            }
        }
        return groups;
    }

    /** @throws InvalidSettingsException that names each of them, and the setting that is nearest to it */
    void refuse() {
        StrayVariables stray = new StrayVariables(environment, groups.keySet(), known);
        Stream<ConfigurationPropertyName> properties = Stream.concat(
                        given().stream(),
                        stray.ofTheSystem().stream().map(name -> ConfigurationPropertyName.adapt(name, '.')))
                .filter(name -> !known.contain(name));
        Stream<String> lines = Stream.concat(
                properties.map(name -> line(name.toString(), name)),
                stray.ofTheEnvironment().stream()
                        .map(variable -> line(variable, ConfigurationPropertyName.adapt(variable, '_'))));
        String text = lines.collect(Collectors.joining(System.lineSeparator()));
        if (!text.isEmpty()) {
            throw new InvalidSettingsException(text, "Correct what is misspelled and remove the rest.");
        }
    }

    private String line(String written, ConfigurationPropertyName name) {
        return "There is no setting " + written + "; the nearest is " + known.nearest(name) + ".";
    }

    private Set<ConfigurationPropertyName> given() {
        UnboundElementsSourceFilter strict = new UnboundElementsSourceFilter();
        Set<ConfigurationPropertyName> given = new LinkedHashSet<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names && strict.apply(source)) {
                names.stream().filter(ROOT::isAncestorOf).forEach(given::add);
            }
        }
        return given;
    }
}
