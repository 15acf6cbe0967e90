package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Http;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What is written about meters is so. {@code -Dfanfare.docs.write=true} writes it anew. */
@FanfareServer
class MeterTableTests {

    private static final Path SOURCE = Path.of("src", "main", "java", "io", "fanfare", "ops", "MeterNames.java");
    private static final Path PAGE = Path.of("src", "docs", "metrics.md");
    private static final String BEGIN = "<!-- made of MeterNames -->\n";
    private static final String END = "<!-- end -->";

    @Autowired
    private MeterRegistry registry;

    @LocalServerPort
    private int port;

    @Test
    void thePageHasTheTableThatTheSourceMakes() throws IOException {
        String page = Files.readString(PAGE);
        String right = page.substring(0, page.indexOf(BEGIN))
                + BEGIN
                + MeterTable.of(Files.readString(SOURCE))
                + page.substring(page.indexOf(END));
        if (Boolean.getBoolean("fanfare.docs.write")) {
            Files.writeString(PAGE, right);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(right);
    }

    @Test
    void everyConstantHasARow() throws IOException {
        List<String> constants = Arrays.stream(MeterNames.class.getDeclaredFields())
                .map(MeterTableTests::value)
                .toList();
        assertThat(MeterTable.rows(Files.readString(SOURCE)))
                .extracting(MeterTable.Row::name)
                .containsExactlyElementsOf(constants);
    }

    @Test
    void everyMeterThereIsHasARow() throws IOException {
        List<String> names = MeterTable.rows(Files.readString(SOURCE)).stream()
                .flatMap(row -> List.of(row.name(), row.name() + ".within").stream())
                .toList();
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .filteredOn(name -> name.startsWith("fanfare."))
                .isNotEmpty()
                .isSubsetOf(names);
    }

    @Test
    void prometheusCallsThemSo() throws IOException {
        String exposed = Http.get(port, "/actuator/prometheus").body();
        assertThat(MeterTable.rows(Files.readString(SOURCE)))
                .filteredOn(row -> !row.name().startsWith("fanfare.relay."))
                .allSatisfy(row -> assertThat(exposed)
                        .containsPattern("(?m)^" + row.series().replaceAll("^`(.+?)`.*", "$1") + "[{ ]"));
    }

    private static String value(Field constant) {
        try {
            return (String) constant.get(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
