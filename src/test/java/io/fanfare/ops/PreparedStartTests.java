package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class PreparedStartTests {

    private static final List<String> DECIDED = List.of(
            "fanfare.broker.mode",
            "management.endpoints.web.exposure.include=*",
            "server.port=8080",
            "spring.threads.virtual.enabled=true");

    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void whatIsAsInTheBuildIsPrepared() {
        set(Map.of("spring.threads.virtual.enabled", true, "server.port", 9000));
        assertThat(PreparedStart.firstOther(DECIDED, environment)).isEmpty();
    }

    @Test
    void aSettingThatTheBuildDidNotHaveDecidesOtherwise() {
        set(Map.of("spring.threads.virtual.enabled", "true", "fanfare.broker.mode", "relay"));
        assertThat(PreparedStart.firstOther(DECIDED, environment)).hasValue("fanfare.broker.mode");
    }

    @Test
    void soDoesOneThatIsMissing() {
        assertThat(PreparedStart.firstOther(DECIDED, environment)).hasValue("spring.threads.virtual.enabled");
    }

    @Test
    void soDoesOneThatIsThereButEmpty() {
        set(Map.of("spring.threads.virtual.enabled", "true", "fanfare.broker.mode", ""));
        assertThat(PreparedStart.firstOther(DECIDED, environment)).hasValue("fanfare.broker.mode");
    }

    @Test
    void variablesOfTheEnvironmentCount() {
        set(Map.of("spring.threads.virtual.enabled", "true"));
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        Map.of("FANFARE_BROKER_MODE", "relay")));
        ConfigurationPropertySources.attach(environment);
        assertThat(PreparedStart.firstOther(DECIDED, environment)).hasValue("fanfare.broker.mode");
    }

    @Test
    void whichEndpointsAreShownDecidesNothing() {
        set(Map.of("spring.threads.virtual.enabled", "true", "management.endpoints.web.exposure.include", "health"));
        assertThat(PreparedStart.firstOther(DECIDED, environment)).isEmpty();
    }

    private void set(Map<String, Object> settings) {
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
    }
}
