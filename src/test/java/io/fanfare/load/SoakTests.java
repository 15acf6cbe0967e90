package io.fanfare.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A short turn of what {@link Soak} does for an hour. */
@FanfareServer("fanfare.session.outbox-limit=256KB")
class SoakTests {

    private static final int INTERVALS = 3;

    @LocalServerPort
    int port;

    @Test
    void nothingIsLostAndEachIntervalIsDrawn() throws Exception {
        Soak soak = new Soak(port, ProcessHandle.current().pid(), 50);
        assertThat(soak.run(INTERVALS, Duration.ofSeconds(1))).isZero();
        assertThat(curves(soak.picture(Duration.ofMinutes(1))))
                .hasSize(5)
                .allSatisfy(points ->
                        assertThat(points.split(" ")).hasSize(INTERVALS).noneMatch(point -> point.contains("NaN")));
    }

    private static List<String> curves(String svg) throws Exception {
        NodeList lines = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getElementsByTagName("polyline");
        return IntStream.range(0, lines.getLength())
                .mapToObj(lines::item)
                .map(line -> line.getAttributes().getNamedItem("points").getNodeValue())
                .toList();
    }
}
