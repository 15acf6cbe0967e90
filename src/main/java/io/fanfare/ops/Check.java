package io.fanfare.ops;

import java.io.PrintStream;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * The command {@code check}: whether the service could start with these settings. All of it is built and then given up, before
 * it connects or listens to anything.
 */
public final class Check {

    /** What the command is called on the command line. */
    public static final String COMMAND = "check";

    /** Called when everything is built, in place of starting it. */
    private record GiveUp(ConfigurableApplicationContext built) implements LifecycleProcessor {

        @Override
        public void onRefresh() {
            throw new SpringApplication.AbandonedRunException(built);
        }

        @Override
        public void onClose() {}

        @Override
        public void start() {}

        @Override
        public void stop() {}

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    private Check() {}

    /**
     * Says that the settings are right. What is wrong with them is said in the log, as at start; the exception then ends the
     * process with 1.
     *
     * @param service the class of the application
     */
    public static void run(Class<?> service, String[] arguments, PrintStream output) {
        SpringApplication application = new SpringApplication(service);
        application.setDefaultProperties(Map.of("logging.level.root", "error"));
        application.addInitializers(
                (ApplicationContextInitializer<ConfigurableApplicationContext>) context -> context.getBeanFactory()
                        .registerSingleton(
                                AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new GiveUp(context)));
        try {
            application.run(arguments);
        } catch (SpringApplication.AbandonedRunException done) {
            output.println("These settings are right.");
        }
    }
}
