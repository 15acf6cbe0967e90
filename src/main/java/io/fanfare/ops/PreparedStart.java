package io.fanfare.ops;

import java.io.File;
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

/**
 * Starts with the beans that {@link BeanPreparation} has prepared in the build, where they are those that the settings ask for:
 * where each setting that decided which there are has the value that it had then. A start that differs finds its beans itself,
 * which takes longer.
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
        if (service == null || !isPacked(service) || isDeclined()) {
            return;
        }
        Set<Extra> extras = Extra.of(environment);
        Decided.read(extras).ifPresent(decided -> {
            Optional<String> other = Decided.firstOther(decided, environment);
            SpringProperties.setProperty(PREPARED, Boolean.toString(other.isEmpty()));
            if (other.isEmpty()) {
                application.addInitializers(AotApplicationContextInitializer.forInitializerClasses(
                        BeanPreparation.initializer(service, extras)));
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

    private static boolean isDeclined() {
        String wanted = System.getProperty(PREPARED);
        return wanted != null && !Boolean.parseBoolean(wanted);
    }
}
