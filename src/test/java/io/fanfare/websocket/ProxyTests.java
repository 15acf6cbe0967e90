package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** By which headers a proxy is told: sets as each of them sends. */
class ProxyTests {

    private static final String UPGRADE = """
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Version: 13
            """;

    static Stream<Arguments> handshakes() {
        return Stream.of(
                Arguments.of(Proxy.TRAEFIK, """
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Host: push.example.org
                        X-Forwarded-Port: 443
                        X-Forwarded-Proto: wss
                        X-Forwarded-Server: traefik-6c6f
                        X-Real-Ip: 192.0.2.1
                        """),
                Arguments.of(Proxy.INGRESS_NGINX, """
                        X-Request-ID: 8f5b0a6d6b1c4a9b
                        X-Real-IP: 192.0.2.1
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Host: push.example.org
                        X-Forwarded-Port: 443
                        X-Forwarded-Proto: https
                        X-Forwarded-Scheme: https
                        X-Scheme: https
                        """),
                Arguments.of(Proxy.APACHE, """
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Host: push.example.org
                        X-Forwarded-Server: push.example.org
                        """),
                Arguments.of(Proxy.APACHE, "Via: 1.1 edge, 1.1 push.example.org (Apache/2.4.66)\n"),
                Arguments.of(Proxy.HAPROXY, """
                        X-Forwarded-For: 192.0.2.1
                        X-Unique-ID: C0000201:D2A0_0A000001:01BB_65A1
                        """),
                Arguments.of(Proxy.HAPROXY, """
                        X-Forwarded-Host: push.example.org
                        X-Forwarded-Port: 443
                        X-Forwarded-Proto: https
                        Forwarded: for=192.0.2.1;host=push.example.org;proto=https
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Proto-Version: h2
                        """),
                Arguments.of(Proxy.SPRING_CLOUD_GATEWAY, """
                        Forwarded: proto=http;host="push.example.org:8080";for="192.0.2.1:50110"
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Proto: http
                        X-Forwarded-Port: 8080
                        X-Forwarded-Host: push.example.org:8080
                        """),
                Arguments.of(Proxy.NGINX, """
                        X-Real-IP: 192.0.2.1
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Proto: https
                        """),
                Arguments.of(Proxy.AWS_ALB, """
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Proto: https
                        X-Forwarded-Port: 443
                        X-Amzn-Trace-Id: Root=1-67891233-abcdef012345678912345678
                        """),
                Arguments.of(Proxy.CLOUDFLARE, """
                        CF-Connecting-IP: 192.0.2.1
                        CF-Ray: 230b030023ae2822-SJC
                        CDN-Loop: cloudflare; loops=1
                        X-Forwarded-For: 192.0.2.1
                        X-Forwarded-Proto: https
                        """),
                Arguments.of(Proxy.UNKNOWN, "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: https\n"),
                Arguments.of(Proxy.UNKNOWN, "Via: 1.1 google\n"),
                Arguments.of(Proxy.UNKNOWN, "Via: 1.1 f00.cloudfront.net (CloudFront)\nX-Amz-Cf-Id: f00\n"),
                Arguments.of(Proxy.UNKNOWN, "Forwarded: for=192.0.2.1;proto=https\n"),
                Arguments.of(Proxy.NONE, ""),
                Arguments.of(Proxy.NONE, "X-Request-ID: 8f5b0a6d6b1c4a9b\nOrigin: https://elsewhere.example.org\n"));
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void isToldByItsHeaders(Proxy proxy, String headers) {
        assertThat(Proxy.of(request(UPGRADE + headers))).isEqualTo(proxy);
    }

    @Test
    void theNearestOfSeveralCounts() {
        String balancer = "X-Amzn-Trace-Id: Root=1-6789\nX-Forwarded-For: 192.0.2.1\nX-Forwarded-Port: 443\n";
        assertThat(Proxy.of(request(UPGRADE + balancer + "X-Real-IP: 10.0.0.1\n")))
                .isEqualTo(Proxy.NGINX);
        assertThat(Proxy.of(request(UPGRADE + "CF-Ray: 230b-SJC\n" + balancer))).isEqualTo(Proxy.AWS_ALB);
        assertThat(Proxy.of(request(UPGRADE + "Via: 1.1 a (Apache/2.4.66), 1.1 b\n")))
                .as("what is named is not the last")
                .isEqualTo(Proxy.UNKNOWN);
    }

    @Test
    void whatNginxSendsByDefaultIsItsMark() {
        MockHttpServletRequest request = request("""
                Connection: close
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                """);
        request.setProtocol("HTTP/1.0");
        assertThat(Proxy.of(request)).isEqualTo(Proxy.NGINX);
    }

    @Test
    void oldClientsAreNoProxy() {
        MockHttpServletRequest request = request("Connection: close\nUser-Agent: ApacheBench/2.3\n");
        request.setProtocol("HTTP/1.0");
        assertThat(Proxy.of(request)).isEqualTo(Proxy.NONE);
    }

    @Test
    void aDamagedHandshakeHasPassedSomething() {
        assertThat(Proxy.of(request(UPGRADE.replace("Upgrade: websocket\n", ""))))
                .isEqualTo(Proxy.UNKNOWN);
        assertThat(Proxy.of(request(UPGRADE.replace("Connection: Upgrade", "Connection: close"))))
                .isEqualTo(Proxy.UNKNOWN);
        assertThat(Proxy.of(request(UPGRADE.replace("Connection: Upgrade", "Connection: keep-alive, UPGRADE"))))
                .isEqualTo(Proxy.NONE);
    }

    @Test
    void anOriginWithTlsHerePassedSomethingThatEndsTls() {
        String here = UPGRADE + "Host: push.example.org\nOrigin: https://push.example.org\n";
        assertThat(Proxy.of(request(here))).isEqualTo(Proxy.UNKNOWN);
        MockHttpServletRequest secure = request(here);
        secure.setSecure(true);
        assertThat(Proxy.of(secure)).isEqualTo(Proxy.NONE);
    }

    @Test
    void connectOverHttp2LacksNothing() {
        MockHttpServletRequest request = request("Sec-WebSocket-Version: 13\nSec-WebSocket-Key: k\n");
        request.setMethod("CONNECT");
        assertThat(Proxy.of(request)).isEqualTo(Proxy.NONE);
    }

    private static MockHttpServletRequest request(String headers) {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ws");
        headers.lines().forEach(line -> {
            int colon = line.indexOf(':');
            request.addHeader(
                    line.substring(0, colon), line.substring(colon + 1).strip());
        });
        return request;
    }
}
