package io.fanfare.ops;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.generate.GenerationContext;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.context.event.ApplicationPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.SpringProperties;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Prepares, in the build, the beans of each choice of {@linkplain Part parts}, and keeps which settings their conditions asked
 * for. Spring itself prepares those without any part; they have the others prepared with them, under names of their own.
 */
final class BeanPreparation implements EnvironmentPostProcessor, BeanFactoryInitializationAotProcessor {

    private static final String ASKED = "asked";

    /** All endpoints are prepared; which of them there are over HTTP is looked at again at each start. */
    private static final String EXPOSURE = "management.endpoints.web.exposure.";

    /** It decides only together with the port for operators. */
    private static final String PORT = "server.port";

    /** A filter of Spring's reads what a proxy says only if this is {@code framework}; the container does for the others. */
    private static final String FORWARDED = "server.forward-headers-strategy";

    /** The file with the settings that decided; each in a line of {@link #line}. */
    static String decided(Set<Part> parts) {
        return "META-INF/fanfare/decided" + Part.name(parts) + ".txt";
    }

    /** What a setting decides by: its name, followed by {@code =} and its value if it has one that matters. */
    static String line(String name, Environment environment) {
        String value = value(name, environment);
        return value == null ? name : name + "=" + value;
    }

    private static @Nullable String value(String name, Environment environment) {
        if (name.startsWith(EXPOSURE) || name.equals(PORT)) {
            return null;
        }
        if (name.equals(Part.OPERATORS_PORT)) {
            return Part.operatorsPort(environment);
        }
        String value = environment.getProperty(name);
        return name.equals(FORWARDED) && !"framework".equalsIgnoreCase(value) ? null : value;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (SpringProperties.getFlag(AbstractAotProcessor.AOT_PROCESSING)) {
            Asked asked = new Asked(application);
            environment.getPropertySources().addFirst(asked);
            application.addListeners((ApplicationListener<ApplicationPreparedEvent>) event -> asked.begin());
        }
    }

    @Override
    public @Nullable BeanFactoryInitializationAotContribution processAheadOfTime(
            ConfigurableListableBeanFactory beans) {
        ConfigurableEnvironment environment = beans.getBean(ConfigurableEnvironment.class);
        return asked(environment)
                .filter(asked -> Part.of(environment).isEmpty())
                .<BeanFactoryInitializationAotContribution>map(asked -> (generation, code) -> {
                    asked.keep(environment, generation);
                    Part.choices().stream().skip(1).forEach(parts -> prepare(asked.application, parts, generation));
                })
                .orElse(null);
    }

    private static Optional<Asked> asked(ConfigurableEnvironment environment) {
        return Optional.ofNullable(environment.getPropertySources().get(ASKED)).map(Asked.class::cast);
    }

    private static void prepare(SpringApplication service, Set<Part> parts, GenerationContext generation) {
        SpringApplication application =
                new SpringApplication(service.getAllSources().toArray(Class<?>[]::new));
        application.setMainApplicationClass(service.getMainApplicationClass());
        String[] arguments = parts.stream().map(Part::argument).toArray(String[]::new);
        try (GenericApplicationContext context = loaded(application, arguments)) {
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation.withName(Part.name(parts)));
            asked(context.getEnvironment()).ifPresent(asked -> asked.keep(context.getEnvironment(), generation));
        }
    }

    /** As far as processing ahead of time goes on itself. */
    private static GenericApplicationContext loaded(SpringApplication application, String[] arguments) {
        try {
            SpringApplication.withHook(
                    ignored -> new SpringApplicationRunListener() {
                        @Override
                        public void contextLoaded(ConfigurableApplicationContext context) {
                            throw new SpringApplication.AbandonedRunException(context);
                        }
                    },
                    () -> application.run(arguments));
        } catch (SpringApplication.AbandonedRunException loaded) {
            if (loaded.getApplicationContext() instanceof GenericApplicationContext context) {
                return context;
            }
        }
        throw new IllegalStateException("No context was loaded");
    }

    /** Has no values, but knows for which it was asked. */
    private static final class Asked extends PropertySource<Set<String>> {

        /** Asked for before there are beans, and not again: what else beans come from, and the report of conditions. */
        private static final Set<String> BEFORE =
                Set.of("debug", "spring.main.sources", "spring.main.sources[0]", "spring.main.web-application-type");

        private final SpringApplication application;

        Asked(SpringApplication application) {
            super(ASKED, new ConcurrentSkipListSet<>());
            this.application = application;
        }

        /** What was asked for so far has decided other things, which are decided at each start. */
        void begin() {
            getSource().retainAll(BEFORE);
        }

        void keep(Environment environment, GenerationContext generation) {
            generation
                    .getGeneratedFiles()
                    .addResourceFile(
                            decided(Part.of(environment)),
                            getSource().stream()
                                    .map(name -> line(name, environment))
                                    .collect(Collectors.joining("\n")));
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
}
