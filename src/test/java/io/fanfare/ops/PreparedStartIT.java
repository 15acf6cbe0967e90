package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Starts of the jar that the build has made, with the beans that are prepared in it and without. */
class PreparedStartIT {

    private static final String LONGER = "Starting takes longer: ";

    /** What classes that are made at run time have behind their names. */
    private static final Pattern GENERATED = Pattern.compile("\\$(\\$|Proxy).*");

    @Test
    void thePreparedBeansAreThoseThatAStartFinds() {
        Map<String, String> prepared;
        try (FanfareProcess service = FanfareProcess.ofJar(List.of())) {
            assertThat(service.output()).doesNotContain(LONGER);
            prepared = beans(service);
        }
        try (FanfareProcess service = FanfareProcess.ofJar(List.of("-Dspring.aot.enabled=false"))) {
            assertThat(prepared).hasSizeGreaterThan(200).isEqualTo(beans(service));
        }
    }

    @Test
    void whatIsShownIsDecidedByTheSettings() {
        try (FanfareProcess service =
                FanfareProcess.ofJar(List.of(), "management.endpoints.web.exposure.include=health,top")) {
            assertThat(service.output()).doesNotContain(LONGER);
            assertThat(Http.get(service.port(), "/actuator/top").statusCode()).isEqualTo(200);
            assertThat(Http.get(service.port(), "/actuator/beans").statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fanfare.tracing.enabled=true", "management.endpoint.beans.access=none"})
    void aSettingThatDecidesOtherwiseIsNamedAndWorks(String setting) {
        try (FanfareProcess service = FanfareProcess.ofJar(List.of(), setting)) {
            assertThat(service.output()).contains(LONGER + setting.substring(0, setting.indexOf('=')) + " decides");
            boolean closed = setting.startsWith("management");
            assertThat(Http.get(service.port(), "/actuator/beans").statusCode()).isEqualTo(closed ? 404 : 200);
            assertThat(Http.get(service.port(), "/actuator/health").statusCode())
                    .isEqualTo(200);
        }
    }

    /** Each bean's name with its class, but for what reads classes to find beans. */
    private static Map<String, String> beans(FanfareProcess service) {
        JsonNode contexts = JsonMapper.shared()
                .readTree(Http.get(service.port(), "/actuator/beans").body());
        Map<String, String> beans = new TreeMap<>();
        contexts.path("contexts")
                .forEachEntry((context, content) -> content.path("beans")
                        .forEachEntry((name, bean) -> beans.put(
                                name,
                                GENERATED.matcher(bean.path("type").asString()).replaceFirst(""))));
        beans.keySet().removeIf(name -> name.endsWith("MetadataReaderFactory"));
        return beans;
    }
}
