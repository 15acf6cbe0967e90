package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class DecidedTests {

    private static final List<String> LINES = List.of(
            "fanfare.broker.mode=EMBEDDED",
            "management.endpoints.web.exposure.include",
            "management.server.port=SAME",
            "server.forward-headers-strategy",
            "server.port",
            "spring.autoconfigure.exclude[0]",
            "spring.jmx.enabled",
            "spring.threads.virtual.enabled=true");

    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void whatIsAsInTheBuildIsPrepared() {
        set(Map.of("spring.threads.virtual.enabled", true, "server.port", 9000));
        assertThat(Decided.firstOther(LINES, environment)).isEmpty();
    }

    @Test
    void aSettingThatTheBuildDidNotHaveDecidesOtherwise() {
        set(Map.of("spring.threads.virtual.enabled", "true", "fanfare.broker.mode", "relay"));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("fanfare.broker.mode");
    }

    @Test
    void soDoesOneThatIsMissing() {
        assertThat(Decided.firstOther(LINES, environment)).hasValue("spring.threads.virtual.enabled");
    }

    @Test
    void soDoesOneThatIsThereButEmpty() {
        set(Map.of("spring.threads.virtual.enabled", "true", "spring.jmx.enabled", ""));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("spring.jmx.enabled");
    }

    @Test
    void soDoesOneThatCannotBeRead() {
        set(Map.of("spring.threads.virtual.enabled", "true", "spring.jmx.enabled", "${nowhere}"));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("spring.jmx.enabled");
        set(Map.of("spring.threads.virtual.enabled", "true", "fanfare.broker.mode", "re-lay"));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("fanfare.broker.mode");
    }

    @Test
    void soDoAnyElementsOfAList() {
        set(Map.of("spring.threads.virtual.enabled", "true", "spring.autoconfigure.exclude[1]", "a.b.C"));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("spring.autoconfigure.exclude[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "EMBEDDED", ""})
    void theModeIsComparedByWhatItMeans(String mode) {
        set(Map.of("spring.threads.virtual.enabled", "true", "fanfare.broker.mode", mode));
        assertThat(Decided.firstOther(LINES, environment)).isEmpty();
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
        assertThat(Decided.firstOther(LINES, environment)).hasValue("fanfare.broker.mode");
    }

    @Test
    void whichEndpointsAreShownDecidesNothing() {
        set(Map.of("spring.threads.virtual.enabled", "true", "management.endpoints.web.exposure.include", "health"));
        assertThat(Decided.firstOther(LINES, environment)).isEmpty();
    }

    @Test
    void aPortForOperatorsDecidesByBeingAnother() {
        set(Map.of("spring.threads.virtual.enabled", "true", "management.server.port", "8080"));
        assertThat(Decided.firstOther(LINES, environment)).isEmpty();
        set(Map.of("spring.threads.virtual.enabled", "true", "management.server.port", "8080", "server.port", "9000"));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("management.server.port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "none"})
    void soDoesOneThatIsNone(String port) {
        set(Map.of("spring.threads.virtual.enabled", "true", "management.server.port", port));
        assertThat(Decided.firstOther(LINES, environment)).hasValue("management.server.port");
    }

    @ParameterizedTest
    @CsvSource({"native, false", "none, false", "framework, true", "FRAMEWORK, true"})
    void whoReadsWhatAProxySaysDecidesWhereItIsSpring(String strategy, boolean decides) {
        set(Map.of("spring.threads.virtual.enabled", "true", "server.forward-headers-strategy", strategy));
        assertThat(Decided.firstOther(LINES, environment).isPresent()).isEqualTo(decides);
    }

    private void set(Map<String, Object> settings) {
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
    }
}
