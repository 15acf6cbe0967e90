package io.fanfare.testing;

import io.fanfare.FanfareApplication;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service in profile {@code dev} within this JVM, on a free port; as many as a test needs. */
public final class FanfareInstance implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private FanfareInstance(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts it with these properties ({@code key=value}). */
    public static FanfareInstance start(String... properties) {
        List<String> arguments = new ArrayList<>(List.of("--spring.profiles.active=dev", "--server.port=0"));
        for (String property : properties) {
            arguments.add("--" + property);
        }
        return new FanfareInstance(
                new SpringApplicationBuilder(FanfareApplication.class).run(arguments.toArray(String[]::new)));
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
