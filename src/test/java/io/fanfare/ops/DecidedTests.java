package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    @Test
    void whatIsAsInTheBuildIsPrepared() {
        assertThat(other(Map.of("spring.threads.virtual.enabled", true, "server.port", 9000)))
                .isEmpty();
    }

    @Test
    void aSettingThatTheBuildDidNotHaveDecidesOtherwise() {
        assertThat(other(Map.of("fanfare.broker.mode", "relay"))).hasValue("fanfare.broker.mode");
    }

    @Test
    void soDoesOneThatIsMissing() {
        assertThat(Decided.firstOther(LINES, new StandardEnvironment())).hasValue("spring.threads.virtual.enabled");
    }

    @Test
    void soDoesOneThatIsThereButEmpty() {
        assertThat(other(Map.of("spring.jmx.enabled", ""))).hasValue("spring.jmx.enabled");
    }

    @Test
    void soDoesOneThatCannotBeRead() {
        assertThat(other(Map.of("spring.jmx.enabled", "${nowhere}"))).hasValue("spring.jmx.enabled");
        assertThat(other(Map.of("fanfare.broker.mode", "re-lay"))).hasValue("fanfare.broker.mode");
    }

    @Test
    void soDoAnyElementsOfAList() {
        assertThat(other(Map.of("spring.autoconfigure.exclude[1]", "a.b.C")))
                .hasValue("spring.autoconfigure.exclude[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "EMBEDDED", ""})
    void theModeIsComparedByWhatItMeans(String mode) {
        assertThat(other(Map.of("fanfare.broker.mode", mode))).isEmpty();
    }

    @Test
    void variablesOfTheEnvironmentCount() {
        StandardEnvironment environment = environment(Map.of());
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
        assertThat(other(Map.of("management.endpoints.web.exposure.include", "health")))
                .isEmpty();
    }

    @Test
    void aPortForOperatorsDecidesByBeingAnother() {
        assertThat(other(Map.of("management.server.port", "8080"))).isEmpty();
        assertThat(other(Map.of("management.server.port", "8080", "server.port", "9000")))
                .hasValue("management.server.port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "none"})
    void soDoesOneThatIsNone(String port) {
        assertThat(other(Map.of("management.server.port", port))).hasValue("management.server.port");
    }

    @ParameterizedTest
    @CsvSource({"native, false", "none, false", "framework, true", "FRAMEWORK, true"})
    void whoReadsWhatAProxySaysDecidesWhereItIsSpring(String strategy, boolean decides) {
        assertThat(other(Map.of("server.forward-headers-strategy", strategy)).isPresent())
                .isEqualTo(decides);
    }

    private static Optional<String> other(Map<String, Object> settings) {
        return Decided.firstOther(LINES, environment(settings));
    }

    /** With what else is as in these lines. */
    private static StandardEnvironment environment(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("settings", settings));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("others", Map.of("spring.threads.virtual.enabled", "true")));
        return environment;
    }
}
