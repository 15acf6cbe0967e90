package io.fanfare.ops;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.apache.commons.logging.Log;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.boot.system.ApplicationHome;
import org.springframework.context.ApplicationListener;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

/**
 * Starts with the beans that the build has prepared (Spring's processing ahead of time), where they are those that the
 * settings ask for. Which beans there are is decided by conditions on settings; so the build keeps every setting that one has
 * asked for, with its value, and a start whose values are the same has the same beans. Any other finds its beans itself, which
 * takes longer.
 */
final class PreparedStart implements EnvironmentPostProcessor {

    /** The settings that decided, each in a line; with {@code =} and its value, if it had one. */
    private static final String DECIDED = "META-INF/fanfare/decided.txt";

    private static final String ASKED = "asked";
    private static final String PROCESSING = "spring.aot.processing";
    private static final String PREPARED = "spring.aot.enabled";

    /** All endpoints are prepared; which of them there are over HTTP is looked at again at each start. */
    private static final String EXPOSURE = "management.endpoints.web.exposure.";

    /** It decides only together with {@code management.server.port}. */
    private static final String PORT = "server.port";

    private final Log log;

    PreparedStart(DeferredLogFactory logs) {
        this.log = logs.getLog(PreparedStart.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (SpringProperties.getFlag(PROCESSING)) {
            Asked asked = new Asked();
            environment.getPropertySources().addFirst(asked);
            application.addListeners((ApplicationListener<ApplicationPreparedEvent>) event -> asked.begin());
        } else if (isPacked(application) && SpringProperties.getProperty(PREPARED) == null) {
            prepared().ifPresent(decided -> {
                Optional<String> other = firstOther(decided, environment);
                SpringProperties.setProperty(PREPARED, Boolean.toString(other.isEmpty()));
                other.ifPresent(name -> log.info("Starting takes longer: " + name
                        + " decides which beans there are, and is not as in the build"));
            });
        }
    }

    /** Classes in a folder may be newer than what was prepared. */
    private static boolean isPacked(SpringApplication application) {
        File source = new ApplicationHome(application.getMainApplicationClass()).getSource();
        return source != null && source.isFile();
    }

    private static Optional<List<String>> prepared() {
        ClassPathResource resource = new ClassPathResource(DECIDED, PreparedStart.class.getClassLoader());
        try {
            return Optional.of(resource.getContentAsString(UTF_8).lines().toList());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The first of the settings that decided whose value is another here. */
    static Optional<String> firstOther(List<String> decided, ConfigurableEnvironment environment) {
        return decided.stream()
                .filter(line -> !line.equals(line(name(line), environment)))
                .map(PreparedStart::name)
                .filter(PreparedStart::decides)
                .findFirst();
    }

    private static String name(String line) {
        int end = line.indexOf('=');
        return end < 0 ? line : line.substring(0, end);
    }

    private static String line(String name, ConfigurableEnvironment environment) {
        String value = environment.getProperty(name);
        return value == null ? name : name + "=" + value;
    }

    private static boolean decides(String name) {
        return !name.startsWith(EXPOSURE) && !name.equals(PORT);
    }

    /** Has no values, but knows for which it was asked. */
    private static final class Asked extends PropertySource<Set<String>> {

        /** Asked for before there are beans, and not again: what else beans come from, and the report of conditions. */
        private static final Set<String> BEFORE =
                Set.of("debug", "spring.main.sources", "spring.main.sources[0]", "spring.main.web-application-type");

        Asked() {
            super(ASKED, new ConcurrentSkipListSet<>());
        }

        /** What was asked for so far has decided other things, which are decided at each start. */
        void begin() {
            getSource().retainAll(BEFORE);
        }

        @Override
        public @Nullable Object getProperty(String name) {
            if (name.indexOf(':') < 0) {
                // else it is a placeholder with its default, whose name is asked for too
                getSource().add(name);
            }
            return null;
        }
    }

    /** Keeps, in the build, what conditions have asked for. */
    static final class Keeper implements BeanFactoryInitializationAotProcessor {

        @Override
        public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
                ConfigurableListableBeanFactory beans) {
            ConfigurableEnvironment environment = beans.getBean(ConfigurableEnvironment.class);
            if (!(environment.getPropertySources().get(ASKED) instanceof Asked asked)) {
                return null;
            }
            return (generation, code) -> generation
                    .getGeneratedFiles()
                    .addResourceFile(
                            DECIDED,
                            asked.getSource().stream()
                                    .map(name -> line(name, environment))
                                    .collect(Collectors.joining("\n")));
        }
    }
}
