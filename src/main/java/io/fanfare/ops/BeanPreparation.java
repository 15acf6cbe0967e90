package io.fanfare.ops;

import static java.util.Objects.requireNonNull;

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
 * Prepares, in the build, the beans of each choice of {@linkplain Extra extras}, and keeps which settings their conditions asked
 * for. Spring itself prepares those without extras; they have the others prepared with them, under names of their own.
 */
final class BeanPreparation implements EnvironmentPostProcessor, BeanFactoryInitializationAotProcessor {

    private static final String ASKED = "asked";

    /** The class that registers what was prepared. */
    static String initializer(Class<?> service, Set<Extra> extras) {
        return service.getName() + "__" + Extra.name(extras) + "ApplicationContextInitializer";
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
        Asked asked = asked(environment);
        if (asked == null || asked.application instanceof WithExtras) {
            return null;
        }
        require(
                Extra.of(environment).isEmpty(),
                "Build without " + Decided.MODE + " and " + Decided.OPERATORS_PORT
                        + " in the environment: beans are prepared with and without what these ask for");
        return (generation, code) -> {
            asked.keep(environment, generation);
            Extra.choices().stream()
                    .filter(extras -> !extras.isEmpty())
                    .forEach(extras -> prepare(new WithExtras(asked.application, extras), generation));
        };
    }

    private static @Nullable Asked asked(ConfigurableEnvironment environment) {
        return (Asked) environment.getPropertySources().get(ASKED);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalStateException(otherwise);
        }
    }

    private static void prepare(WithExtras service, GenerationContext generation) {
        try (GenericApplicationContext context = service.loaded()) {
            ConfigurableEnvironment environment = context.getEnvironment();
            String initializer = new ApplicationContextAotGenerator()
                    .processAheadOfTime(context, generation.withName(Extra.name(service.extras)))
                    .reflectionName();
            Set<Extra> found = Extra.of(environment);
            require(
                    found.equals(service.extras)
                            && initializer.equals(
                                    initializer(requireNonNull(service.getMainApplicationClass()), found)),
                    "The beans of " + service.extras + " came out as " + initializer + " with " + found);
            requireNonNull(asked(environment)).keep(environment, generation);
        }
    }

    /** The service with extras. */
    private static final class WithExtras extends SpringApplication {

        private final Set<Extra> extras;

        WithExtras(SpringApplication service, Set<Extra> extras) {
            super(service.getAllSources().toArray(Class<?>[]::new));
            setMainApplicationClass(service.getMainApplicationClass());
            this.extras = extras;
        }

        /** As far as processing ahead of time goes on itself. */
        GenericApplicationContext loaded() {
            String[] arguments = extras.stream().map(Extra::argument).toArray(String[]::new);
            try {
                withHook(
                        ignored -> new SpringApplicationRunListener() {
                            @Override
                            public void contextLoaded(ConfigurableApplicationContext context) {
                                throw new AbandonedRunException(context);
                            }
                        },
                        () -> run(arguments));
            } catch (AbandonedRunException loaded) {
                if (loaded.getApplicationContext() instanceof GenericApplicationContext context) {
                    return context;
                }
            }
            throw new IllegalStateException("No context was loaded");
        }
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
                            Decided.file(Extra.of(environment)),
                            getSource().stream()
                                    .map(name -> Decided.line(name, environment))
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
