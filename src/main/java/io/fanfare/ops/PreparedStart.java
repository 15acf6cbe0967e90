package io.fanfare.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.context.aot.AotApplicationContextInitializer;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/**
 * Starts with the beans that {@link BeanPreparation} has prepared in the build, where they are those that the settings ask for:
 * where each setting that decided which there are has the value that it had then. The beans of each choice of {@linkplain Part
 * parts} are prepared. A start that differs otherwise finds its beans itself, which takes longer.
 */
final class PreparedStart implements EnvironmentPostProcessor {

    private static final String PREPARED = "spring.aot.enabled";

    private final Log log;

    PreparedStart(DeferredLogFactory logs) {
        this.log = logs.getLog(PreparedStart.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Class<?> service = application.getMainApplicationClass();
        if (service == null || !isPacked(service) || SpringProperties.getProperty(PREPARED) != null) {
            return;
        }
        Set<Part> parts = Part.of(environment);
        decided(parts).ifPresent(decided -> {
            Optional<String> other = firstOther(decided, environment);
            SpringProperties.setProperty(PREPARED, Boolean.toString(other.isEmpty()));
            if (other.isEmpty()) {
                application.addInitializers(AotApplicationContextInitializer.forInitializerClasses(
                        service.getName() + "__" + Part.name(parts) + "ApplicationContextInitializer"));
            } else {
                log.info("Starting takes longer: " + other.get()
                        + " decides which beans there are, and is not as in the build");
            }
        });
    }

    /** Classes in a folder may be newer than what was prepared. */
    private static boolean isPacked(Class<?> service) {
        File source = new ApplicationHome(service).getSource();
        return source != null && source.isFile();
    }

    private static Optional<List<String>> decided(Set<Part> parts) {
        ClassPathResource resource =
                new ClassPathResource(BeanPreparation.decided(parts), PreparedStart.class.getClassLoader());
        try {
            return Optional.of(resource.getContentAsString(UTF_8).lines().toList());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The first of the settings that decided whose value is another here. */
    static Optional<String> firstOther(List<String> decided, Environment environment) {
        return decided.stream()
                .filter(line -> !line.equals(BeanPreparation.line(name(line), environment)))
                .map(PreparedStart::name)
                .findFirst();
    }

    private static String name(String line) {
        int end = line.indexOf('=');
        return end < 0 ? line : line.substring(0, end);
    }
}
