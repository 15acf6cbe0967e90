package io.fanfare.tracing;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Lets in Spring Boot's modules for traces only where there are any. Else not even their conditions are looked at. */
final class TracingModules implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final String TRACING = "org.springframework.boot.micrometer.tracing.";
    private static final String OPEN_TELEMETRY = "org.springframework.boot.opentelemetry.";

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(@Nullable String[] modules, AutoConfigurationMetadata metadata) {
        boolean enabled = requireNonNull(environment).getProperty(TracingSettings.ENABLED, Boolean.class, false);
        boolean[] wanted = new boolean[modules.length];
        for (int i = 0; i < modules.length; i++) {
            wanted[i] = enabled || !isForTraces(modules[i]);
        }
        return wanted;
    }

    private static boolean isForTraces(@Nullable String module) {
        return module != null && (module.startsWith(TRACING) || module.startsWith(OPEN_TELEMETRY));
    }
}
