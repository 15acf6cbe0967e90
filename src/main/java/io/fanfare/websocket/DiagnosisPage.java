package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.util.HtmlUtils;

/**
 * The page for a browser that asks for an endpoint as if it were a page: what this server saw of its request, and a button that
 * tries every way to connect. It is one file, since a proxy may lead nothing else here than the endpoint.
 */
final class DiagnosisPage {

    /** One script in the page, in this order. */
    private static final List<String> SCRIPTS =
            List.of("stomp.js", "line.js", "transports.js", "checks.js", "idle.js", "verdict.js", "page.js");

    private static final String ROWS = "<!-- what the server saw -->";
    private static final String BUFFERING = "{buffering}";
    private static final String BELOW = "{below}";

    private final String path;
    private final String page;
    private final Map<String, String> headers;

    /** @param path where the endpoints are, below the context path */
    DiagnosisPage(String path) {
        String style = resource("diagnosis.css");
        String script = SCRIPTS.stream().map(DiagnosisPage::resource).collect(Collectors.joining("\n"));
        this.path = path;
        this.page = resource("page.html").replace("{style}", style).replace("{script}", script);
        this.headers = headers(style, script);
    }

    /** Those that are the page's own. WebSockets are named since old browsers do not count them as {@code 'self'}. */
    private static Map<String, String> headers(String style, String script) {
        String policy = "default-src 'none'; style-src " + hash(style) + "; script-src " + hash(script)
                + "; connect-src 'self' ws: wss:; img-src data:; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
        return Map.of(
                "Content-Type", "text/html;charset=UTF-8",
                "Content-Security-Policy", policy,
                "X-Content-Type-Options", "nosniff",
                "Referrer-Policy", "no-referrer",
                "Cache-Control", "no-store",
                "Vary", "Accept");
    }

    /** Whether a refused request is that of a browser's address bar. */
    boolean isFor(RefusedHandshake refused) {
        HandshakeRequest request = refused.request();
        return refused.reason() == HandshakeRefusal.NOT_AN_UPGRADE
                && request.method().equals("GET")
                && request.header("Accept").contains("text/html");
    }

    Map<String, String> headers() {
        return headers;
    }

    /** @param proxy what stands between, as far as the request tells */
    byte[] render(HandshakeRequest request, Proxy proxy) {
        SeenRequest seen = SeenRequest.of(request);
        String rows = seen.facts().entrySet().stream()
                .map(fact -> row(fact.getKey(), "<code>" + escaped(fact.getValue()) + "</code>"))
                .collect(Collectors.joining());
        String absent =
                seen.absent().stream().map(name -> "<span>" + name + "</span>").collect(Collectors.joining(", "));
        return page.replace(BELOW, below(request))
                .replace(BUFFERING, escaped(ProxyAdvice.buffering(proxy)))
                .replace(ROWS, rows + row("Did not arrive", absent))
                .getBytes(UTF_8);
    }

    private static String row(String name, String html) {
        return "<div><dt>" + escaped(name) + "</dt><dd>" + html + "</dd></div>\n";
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, UTF_8.name());
    }

    /** What the page has to take off its own path to find the others: a proxy may have changed what is before. */
    private String below(HandshakeRequest request) {
        String endpoint = request.contextPath() + path;
        return Stream.of("/websocket", "/")
                .filter(end -> request.path().equals(endpoint + end))
                .findFirst()
                .orElse("");
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = DiagnosisPage.class.getResourceAsStream("diagnosis/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
