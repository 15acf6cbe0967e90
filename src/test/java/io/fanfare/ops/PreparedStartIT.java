package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Http;
import io.fanfare.testing.RabbitNode;
import io.fanfare.testing.RequiresCommand;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Starts of the jar that the build has made, with the beans that are prepared in it and without. */
class PreparedStartIT {

    private static final String LONGER = "Starting takes longer: ";

    private static final Pattern OPENED = Pattern.compile("Jetty started on port (\\d+)");

    private static final String KEY = "long-enough-to-be-one";

    private static final List<String> PATHS =
            List.of("/", "/actuator", "/actuator/health", "/actuator/env", "/actuator/prometheus", "/ws", "/nothing");

    /** What classes that are made at run time have behind their names. */
    private static final Pattern GENERATED = Pattern.compile("\\$(\\$|Proxy).*");

    @Test
    void thePreparedBeansAreThoseThatAStartFinds() {
        check(
                "server.forward-headers-strategy=native",
                "fanfare.broker.mode=embedded",
                "fanfare.security.open=false",
                "fanfare.security.keys.operator.secret=" + KEY,
                "fanfare.security.keys.operator.grants=operate");
    }

    @Test
    void soAreThoseWithAPortForOperators() {
        check("management.server.port=0");
    }

    @Test
    @RequiresCommand("rabbitmq-server")
    void soAreThoseOfARelay() {
        try (RabbitNode node = RabbitNode.start()) {
            String address = "fanfare.relay.addresses=" + node.address();
            check("fanfare.broker.mode=relay", address);
            check("fanfare.broker.mode=relay", address, "management.server.port=0");
        }
    }

    /** Prepared are all. */
    @Test
    void whichEndpointsAreShownIsDecidedByTheSettings() {
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

    private static void check(String... settings) {
        Map<String, String> prepared;
        try (FanfareProcess service = FanfareProcess.ofJar(List.of(), settings)) {
            assertThat(service.output()).doesNotContain(LONGER).contains("AOT-processed");
            prepared = seen(service);
        }
        try (FanfareProcess service = FanfareProcess.ofJar(List.of("-Dspring.aot.enabled=false"), settings)) {
            assertThat(service.output()).doesNotContain("AOT-processed");
            assertThat(prepared).isEqualTo(seen(service));
        }
    }

    /** The beans, and how what is seen from outside is answered. */
    private static Map<String, String> seen(FanfareProcess service) {
        int operators = operatorsPort(service);
        Map<String, String> seen =
                beans(Http.send(operators, "GET", "/actuator/beans", "", "Authorization", "Bearer " + KEY)
                        .body());
        assertThat(seen).hasSizeGreaterThan(200);
        for (String path : PATHS) {
            seen.put("operators' " + path, answer(operators, path));
            seen.put(path, answer(service.port(), path));
        }
        return seen;
    }

    private static String answer(int port, String path) {
        HttpResponse<String> answer = Http.get(port, path);
        return answer.statusCode() + " " + answer.headers().firstValue("Content-Type");
    }

    /** Each bean's name with its class, but for what reads classes to find beans. */
    private static Map<String, String> beans(String answer) {
        Map<String, String> beans = new TreeMap<>();
        JsonMapper.shared()
                .readTree(answer)
                .path("contexts")
                .forEachEntry((context, content) -> content.path("beans")
                        .forEachEntry((name, bean) -> beans.put(
                                name,
                                GENERATED.matcher(bean.path("type").asString()).replaceFirst(""))));
        beans.keySet().removeIf(name -> name.endsWith("MetadataReaderFactory"));
        return beans;
    }

    /** The last that was opened. */
    private static int operatorsPort(FanfareProcess service) {
        return OPENED.matcher(service.output())
                .results()
                .mapToInt(opened -> Integer.parseInt(opened.group(1)))
                .reduce((first, last) -> last)
                .orElseThrow();
    }
}
