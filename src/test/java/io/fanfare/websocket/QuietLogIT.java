package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.RawHttp;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whatever anyone sends, the log of the service stays short, and has nothing of it above INFO. */
class QuietLogIT {

    private static final Pattern ABOVE_INFO = Pattern.compile(" (WARN|ERROR) .*");

    private static final List<String> ODD = List.of(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nHost: other\r\nUpgrade: websocket\r\n\r\n",
            "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /ws/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: a b\r\n\r\n",
            "TRACE /ws HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "GET /ws/0/a/htmlfile HTTP/1.1\r\nHost: localhost\r\n\r\n",
            "POST /ws HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nX-A: " + "a".repeat(20_000) + "\r\n\r\n",
            "nonsense\r\n\r\n");

    @Test
    void oddHandshakesFillNoLog() {
        try (FanfareProcess process = FanfareProcess.start("server.forward-headers-strategy=framework")) {
            long before = lines(process);
            for (int i = 0; i < 20; i++) {
                ODD.forEach(odd ->
                        assertThat(RawHttp.answer(process.port(), odd).body()).contains("\"title\""));
                RawHttp.refusal(process.port(), Handshake.to("/ws").with("X-Forwarded-Proto", "javascript"));
                RawHttp.refusal(process.port(), Handshake.to("/ws?%zz"));
                RawHttp.refusal(process.port(), Handshake.to("/other").with("Origin", "https://evil.example"));
            }
            String output = process.output();
            assertThat(output).doesNotContain("\tat ");
            assertThat(ABOVE_INFO.matcher(output).results().map(MatchResult::group))
                    .as("the warning that dev is open")
                    .singleElement()
                    .asString()
                    .contains("StartupReport");
            assertThat(lines(process) - before).isLessThan(HandshakeRefusal.values().length * 10L);
        }
    }

    private static long lines(FanfareProcess process) {
        return process.output().lines().count();
    }
}
