package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.Handshake;
import io.fanfare.testing.StompTestClient;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a browser gets that is led to an endpoint; it is tried in one by {@code DiagnosisPageIT}. */
class DiagnosisPageTests {

    private static final String HOSTILE = "\"'><script>alert(1)</script><!--&amp;{script}{below}";

    /** An ordinary GET, as a browser's address bar sends it. */
    private static Handshake visit(String path) {
        return Handshake.to(path)
                .without("Upgrade")
                .without("Sec-WebSocket-Key")
                .without("Sec-WebSocket-Version")
                .with("Connection", "keep-alive")
                .with("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
    }

    private static Handshake.Answer answer(int port, Handshake request) {
        return catchThrowableOfType(
                        Handshake.Refused.class,
                        () -> StompTestClient.open(port, request).close())
                .answer();
    }

    /** The table alone, since the page itself has scripts. */
    private static String table(Handshake.Answer answer) {
        Matcher table = Pattern.compile("(?s)<dl id=\"seen\">(.*?)</dl>").matcher(answer.body());
        assertThat(table.find()).isTrue();
        return table.group(1);
    }

    @Nested
    @FanfareServer
    class AtTheEndpoint {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"/ws", "/ws/", "/ws/websocket"})
        void aBrowserIsAnsweredAPage(String path) {
            Handshake.Answer answer = answer(port, visit(path));
            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.header("Fanfare-Handshake")).isEqualTo("not-an-upgrade");
            assertThat(answer.header("Upgrade")).isEqualTo("websocket");
            assertThat(answer.header("Content-Type")).isEqualToIgnoringCase("text/html;charset=utf-8");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
            assertThat(answer.body()).contains("data-below=\"" + path.substring("/ws".length()) + "\"");
        }

        @Test
        void itShowsWhatArrived() {
            String table = table(answer(
                    port,
                    visit("/ws")
                            .with("Origin", "https://shop.example")
                            .with("Via", "1.1 edge")
                            .with("Forwarded", "for=192.0.2.1;proto=https")
                            .with("X-Forwarded-Proto", "https")));
            assertThat(table)
                    .contains("<dt>Scheme</dt><dd><code>http</code>")
                    .contains("<dt>Host</dt><dd><code>localhost</code>")
                    .contains("<dt>Port</dt><dd><code>" + port + "</code>")
                    .contains("<dt>Protocol</dt><dd><code>HTTP/1.1</code>")
                    .contains("<dt>Remote address</dt><dd><code>127.0.0.1</code>")
                    .contains("<dt>Origin</dt><dd><code>https://shop.example</code>")
                    .contains("<dt>Via</dt><dd><code>1.1 edge</code>")
                    .contains("<dt>Forwarded</dt><dd><code>for=192.0.2.1;proto=https</code>")
                    .contains("<dt>X-Forwarded-Proto</dt><dd><code>https</code>")
                    .contains("<dt>Connection</dt><dd><code>keep-alive</code>")
                    .containsPattern(
                            "<dt>Did not arrive</dt><dd><span>Upgrade</span>, <span>X-Forwarded-For</span>, .*</dd>");
        }

        @Test
        void credentialsAreNotShown() {
            Handshake.Answer answer = answer(
                    port,
                    visit("/ws?token=s3cret")
                            .with("Cookie", "session=s3cret")
                            .with("Authorization", "Bearer s3cret")
                            .with("Proxy-Authorization", "Basic s3cret")
                            .with("X-Forwarded-Access-Token", "s3cret"));
            assertThat(answer.body()).doesNotContain("s3cret");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Origin",
                    "Connection",
                    "Via",
                    "Forwarded",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Port",
                    "X-Forwarded-Prefix",
                    "X-Forwarded-Proto",
                    "X-Forwarded-Server",
                    "X-Forwarded-Ssl",
                    "X-Real-IP"
                })
        void noHeaderBecomesPartOfThePage(String name) {
            String table = table(answer(port, visit("/ws").with(name, HOSTILE)));
            assertThat(table)
                    .contains("<dt>" + name + "</dt>")
                    .contains("&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!--&amp;amp;{script}{below}")
                    .doesNotContain("<script", "<!--");
        }

        @Test
        void aLongValueIsCut() {
            String table = table(answer(port, visit("/ws").with("X-Forwarded-For", "1".repeat(5_000))));
            assertThat(table).containsPattern("<code>1{200}\\.\\.\\.</code>");
        }

        @Test
        void onlyItsOwnStyleAndScriptMayRun() {
            Handshake.Answer answer = answer(port, visit("/ws"));
            String policy = answer.header("Content-Security-Policy");
            assertThat(policy)
                    .contains("default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
                    .contains("style-src " + hashOf("style", answer.body()) + ";")
                    .contains("script-src " + hashOf("script type=\"module\"", answer.body()) + ";")
                    .doesNotContain("unsafe");
            assertThat(answer.body()).doesNotContainPattern("(?i)<[^>]*\\s(on[a-z]+|style|src|href=\"http)=");
        }

        @Test
        void aProgramIsAnsweredNoPage() {
            Handshake.Answer answer = answer(port, visit("/ws").with("Accept", "application/json"));
            assertThat(answer.body()).doesNotContain("<html");
        }

        private static String hashOf(String tag, String page) {
            int start = page.indexOf("<" + tag + ">") + tag.length() + 2;
            String content = page.substring(start, page.indexOf("</" + tag.split(" ", 2)[0] + ">", start));
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
                return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** In dev no other name is answered at all, so this service is open to any. */
    @Nested
    @FanfareServer({
        "server.address=0.0.0.0",
        "server.forward-headers-strategy=native",
        "fanfare.stomp.path=/websocket",
        "server.servlet.context-path=/push"
    })
    class Elsewhere {

        @LocalServerPort
        int port;

        @ParameterizedTest
        @ValueSource(strings = {"<script>alert(1)</script>", "\"onload=\"alert(1)", "'><img src=x>", "a&lt;b"})
        void noHostBecomesPartOfThePage(String host) {
            Handshake.Answer answer = answer(port, visit("/push/websocket").with("Host", host));
            assertThat(answer.status()).isIn(400, 426);
            assertThat(answer.body()).doesNotContain("<script>alert", "\"onload=", "<img src=x>", "a&lt;b");
        }

        /** Jetty makes these the request's own scheme, host, port and remote address, as far as it can read them. */
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "X-Forwarded-Proto | <script>alert(1)</script>",
                    "X-Forwarded-Host | <script>alert(1)</script>",
                    "X-Forwarded-Host | \"onload=\"alert(1)",
                    "X-Forwarded-Server | <script>alert(1)</script>",
                    "X-Forwarded-Port | <script>alert(1)</script>",
                    "X-Forwarded-For | <script>alert(1)</script>",
                    "Forwarded | for=\"<script>alert(1)</script>\";host=\"<script>alert(1)</script>\";proto=\"<script>\""
                })
        void nothingForwardedBecomesPartOfThePage(String name, String value) {
            Handshake.Answer answer = answer(port, visit("/push/websocket").with(name, value));
            assertThat(answer.status()).isIn(400, 426);
            assertThat(answer.body()).doesNotContain("<script>alert", "\"onload=");
        }

        @Test
        void theTableShowsWhatIsTakenFromForwardedHeaders() {
            String table = table(answer(
                    port,
                    visit("/push/websocket")
                            .with("X-Forwarded-Proto", "https")
                            .with("X-Forwarded-Host", "shop.example")
                            .with("X-Forwarded-For", "192.0.2.7")));
            assertThat(table)
                    .contains("<dt>Scheme</dt><dd><code>https</code>", "<dt>Host</dt><dd><code>shop.example</code>")
                    .contains("<dt>Port</dt><dd><code>443</code>", "<dt>Remote address</dt><dd><code>192.0.2.7</code>");
        }

        @Test
        void noPathBecomesPartOfThePage() {
            Handshake.Answer answer = answer(port, visit("/push/websocket;\"><script>alert(1)</script>"));
            assertThat(answer.body()).doesNotContain("<script>alert");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "/", "/websocket"})
        void itKnowsItsOwnPathFromWhatIsBelow(String below) {
            assertThat(answer(port, visit("/push/websocket" + below)).body())
                    .contains("<body data-below=\"" + below + "\">");
        }
    }
}
