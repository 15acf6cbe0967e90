package io.fanfare.websocket;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands between the client and this server, as far as the request tells. Where several do, it is the nearest that
 * leaves a mark; the constants are in the order in which they are looked for.
 *
 * <p>It is for advice only: whoever sends the request can pretend.
 */
enum Proxy {
    TRAEFIK("Traefik"),
    INGRESS_NGINX("Kubernetes ingress-nginx"),
    APACHE("Apache httpd"),
    HAPROXY("HAProxy"),
    SPRING_CLOUD_GATEWAY("Spring Cloud Gateway"),
    NGINX("nginx"),
    AWS_ALB("AWS Application Load Balancer"),
    CLOUDFLARE("Cloudflare"),
    /** Something is in front, but it does not say what. */
    UNKNOWN("a proxy that does not say what it is"),
    /** Nothing in the request hints at a proxy. There may be one: HAProxy and balancers below HTTP leave no mark. */
    NONE("none");

    /**
     * What is looked at of a request.
     *
     * @param header the first value of a header; null if it is missing
     */
    record Seen(Function<String, @Nullable String> header, String method, String protocol, boolean secure) {}

    /** Each is sent by proxies alone, but by more than one kind. */
    private static final List<String> MARKS = List.of(
            "Via",
            "Forwarded",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Ssl",
            "X-Original-Host",
            "X-Original-URL",
            "X-Original-Forwarded-For",
            "X-Envoy-External-Address",
            "X-Amzn-Trace-Id",
            "X-Amz-Cf-Id");

    private final String title;

    Proxy(String title) {
        this.title = title;
    }

    /** Its name, as its own documentation writes it. */
    String title() {
        return title;
    }

    /** Looks at the headers as they arrived, whatever filters have made of them. */
    static Proxy of(HttpServletRequest request) {
        HttpServletRequest arrived = HandshakeRequest.arrived(request);
        return of(new Seen(arrived::getHeader, arrived.getMethod(), arrived.getProtocol(), arrived.isSecure()));
    }

    static Proxy of(Seen request) {
        return Arrays.stream(values())
                .filter(proxy -> proxy.hasMarked(request))
                .findFirst()
                .orElse(NONE);
    }

    private boolean hasMarked(Seen request) {
        return switch (this) {
            case TRAEFIK -> all(request, "X-Forwarded-Server", "X-Forwarded-Port", "X-Real-IP");
            case INGRESS_NGINX -> any(request, "X-Scheme", "X-Forwarded-Scheme") && all(request, "X-Real-IP");
            case APACHE -> any(request, "X-Forwarded-Server") || isLastVia(request, "apache");
            case HAPROXY ->
                any(request, "X-Forwarded-Proto-Version", "X-Haproxy-Server-State", "X-Unique-ID")
                        || isLastVia(request, "haproxy");
            case SPRING_CLOUD_GATEWAY ->
                all(request, "X-Forwarded-Host")
                        && value(request, "Forwarded").matches("(?=.*proto=)(?=.*host=).*for=.*");
            case NGINX ->
                any(request, "X-Real-IP", "X-NginX-Proxy", "X-Original-URI")
                        || isLastVia(request, "nginx")
                        || isDowngraded(request);
            case AWS_ALB -> all(request, "X-Amzn-Trace-Id", "X-Forwarded-Port");
            case CLOUDFLARE -> any(request, "CF-Ray", "CF-Connecting-IP");
            case UNKNOWN -> MARKS.stream().anyMatch(mark -> any(request, mark)) || isDamaged(request);
            case NONE -> true;
        };
    }

    /** No browser speaks HTTP/1.0, and nginx is what does unless it is told otherwise (before 1.29.7). */
    private static boolean isDowngraded(Seen request) {
        return "HTTP/1.0".equals(request.protocol) && any(request, "Sec-WebSocket-Key", "Sec-Fetch-Mode", "Origin");
    }

    /** No client begins a handshake and leaves its half out, or gets the scheme of its own origin wrong. */
    private static boolean isDamaged(Seen request) {
        boolean stripped = any(request, "Sec-WebSocket-Key")
                && !"CONNECT".equals(request.method)
                && (!any(request, "Upgrade") || !value(request, "Connection").contains("upgrade"));
        boolean unveiled = !request.secure && value(request, "Origin").equals("https://" + value(request, "Host"));
        return stripped || unveiled;
    }

    private static boolean any(Seen request, String... names) {
        return Arrays.stream(names).anyMatch(name -> request.header.apply(name) != null);
    }

    private static boolean all(Seen request, String... names) {
        return Arrays.stream(names).allMatch(name -> request.header.apply(name) != null);
    }

    /** Each proxy adds itself at the end of Via (RFC 9110, section 7.6.3). */
    private static boolean isLastVia(Seen request, String name) {
        String via = value(request, "Via");
        return via.substring(via.lastIndexOf(',') + 1).contains(name);
    }

    private static String value(Seen request, String name) {
        @Nullable String value = request.header.apply(name);
        return Objects.requireNonNullElse(value, "").toLowerCase(Locale.ROOT);
    }
}
