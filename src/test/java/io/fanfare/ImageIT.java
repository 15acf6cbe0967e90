package io.fanfare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.fanfare.testing.Container;
import io.fanfare.testing.Http;
import io.fanfare.testing.MemoryGroup;
import io.fanfare.testing.RequiresCommand;
import io.fanfare.testing.StompTestClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image, built by {@code .ci/image}, does what it is for. */
@RequiresCommand({"unshare", "nsenter", "chroot"})
class ImageIT {

    private static final String DEV = "--spring.profiles.active=dev";
    private static final int TERMINATED = 128 + 15;
    private static final int PERCENT = 5;

    @Test
    void whatIsPostedIsHeardAndItStopsWhenItIsAskedTo() {
        try (Container container = Container.run(Map.of("SERVER_PORT", "0"), DEV)) {
            int port = container.service().port();
            try (StompTestClient client = StompTestClient.connect(port)) {
                client.subscribe("a", "/topic/demo");
                Http.publish(port, "/topic/demo", "hello");
                assertThat(client.expectMessages(1).getFirst().text()).isEqualTo("hello");
                container.terminate();
                assertThat(client.expectClose().code()).isEqualTo(1012);
            }
            assertThat(container.service().awaitExit(Duration.ofSeconds(30))).isEqualTo(TERMINATED);
        }
    }

    @Test
    void itIsProcessOneOfAnOrdinaryUserOnAFileSystemThatIsReadOnly() {
        try (Container container = Container.run(Map.of("SERVER_PORT", "0"), DEV)) {
            assertThat(container.kernel("status"))
                    .containsPattern("NSpid:\\s\\d+\\s1\n")
                    .containsPattern("Uid:\\s10001\\s10001\\s")
                    .containsPattern("CapEff:\\s0+\n");
            assertThat(container.kernel("mountinfo")).containsPattern(" / ro,");
            assertThat(container.health(container.service().port())).isZero();
            assertThat(container.health(1)).isEqualTo(1);
        }
    }

    /** With {@code AOTMode=on}, Java does not start where it cannot use the cache. */
    @Test
    void optionsOfTheEnvironmentWinAndTheCacheOfTheBuildIsUsed() {
        Map<String, String> environment =
                Map.of("SERVER_PORT", "0", "JAVA_TOOL_OPTIONS", "-XX:AOTMode=on -XX:MaxRAMPercentage=" + PERCENT);
        try (Container container = Container.run(environment, DEV)) {
            String memory =
                    Http.get(container.service().port(), "/actuator/prometheus").body();
            Matcher heap = Pattern.compile("jvm_memory_max_bytes\\{area=\"heap\",id=\"[^\"]*Old Gen\"\\} (\\S+)")
                    .matcher(memory);
            assertThat(heap.find()).isTrue();
            assertThat(Double.parseDouble(heap.group(1))).isCloseTo(machine() * PERCENT / 100.0, withinPercentage(10));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {400, 1_024})
    void theHeapIsAPartOfTheMemoryThatTheContainerMayHave(long megabytes) {
        Map<String, String> environment = Map.of("SERVER_PORT", "0", "JAVA_TOOL_OPTIONS", "-Xlog:gc+init");
        try (MemoryGroup group = MemoryGroup.of(megabytes << 20);
                Container container = Container.run(group, environment, DEV)) {
            Matcher heap = Pattern.compile("Heap Max Capacity: (\\d+)M")
                    .matcher(container.service().output());
            assertThat(heap.find()).isTrue();
            assertThat(Double.parseDouble(heap.group(1))).isCloseTo(megabytes * 0.65, withinPercentage(2));
        }
    }

    private static long machine() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getTotalMemorySize();
    }
}
