package io.fanfare.ops;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Refuses to start with settings below {@code fanfare.} that do not exist: a typo would have no effect, and nobody would
 * know. The environment and system properties may hold anything, as they may for Spring Boot's own check: Kubernetes puts
 * {@code FANFARE_PORT} there for a service called fanfare.
 */
final class UnknownSettings {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("fanfare");

    private final Environment environment;
    private final ListableBeanFactory beans;

    UnknownSettings(Environment environment, ListableBeanFactory beans) {
        this.environment = environment;
        this.beans = beans;
    }

    /** @throws InvalidSettingsException that names each of them, and the setting that is nearest to it */
    void refuse() {
        SettingNames known = known();
        List<ConfigurationPropertyName> unknown =
                given().stream().filter(name -> !known.contain(name)).toList();
        if (!unknown.isEmpty()) {
            String lines = unknown.stream()
                    .map(name -> "There is no setting " + name + "; the nearest is " + known.nearest(name) + ".")
                    .collect(Collectors.joining(System.lineSeparator()));
            throw new InvalidSettingsException(lines, "Correct what is misspelled and remove the rest.");
        }
    }

    private SettingNames known() {
        SettingNames names = new SettingNames();
        for (String bean : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            String prefix = requireNonNull(beans.findAnnotationOnBean(bean, ConfigurationProperties.class))
                    .value();
            if (ROOT.isAncestorOf(ConfigurationPropertyName.adapt(prefix, '.'))) {
                names.add(prefix, ResolvableType.forClass(requireNonNull(beans.getType(bean))));
            }
        }
        return names;
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
