package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTests {

    private static final String OWN = "https://own.example";

    @ParameterizedTest
    @CsvSource({
        "https://a.example, https://a.example",
        "https://a.example, HTTPS://A.EXAMPLE:443",
        "https://a.example:443, https://a.example",
        "http://a.example:80, http://a.example",
        "https://a.example:8443, https://a.example:8443",
        "http://[::1]:3000, http://[::1]:3000",
        "https://*.a.example, https://b.a.example",
        "https://b.*.example:1, https://b.a.example:1",
        "null, null",
        "*, https://any.example:1",
        "https://a.example, https://own.example"
    })
    void anOriginThatMatchesIsAllowed(String allowed, String origin) {
        assertThat(new Origins(List.of(allowed)).allow(origin, OWN)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, http://a.example",
        "https://a.example, https://a.example:8443",
        "https://a.example, https://axexample",
        "https://a.example, https://b.a.example",
        "https://a.example, https://a.example.evil",
        "https://a.example, https://a.example/",
        "https://*.a.example, https://a.example",
        "https://*.a.example, https://c.b.a.example",
        "https://*.a.example, https://.a.example",
        "https://*.a.example, https://evil/.a.example",
        "https://*.a.example, https://evil:1.a.example",
        "https://*.a.example, https://*.a.example",
        "https://*.a.example, https://b.a.example.evil",
        "*, null",
        "*, ''",
        "*, https://a b",
        "*, *",
        "null, https://null",
        "https://a.example, null",
        "https://a.example, http://own.example"
    })
    void anyOtherIsNot(String allowed, String origin) {
        assertThat(new Origins(List.of(allowed)).allow(origin, OWN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https, own.example, 443, https://own.example",
        "wss, Own.Example, 443, https://own.example",
        "ws, own.example, 80, http://own.example",
        "http, own.example, 8080, http://own.example:8080",
        "https, own.example, 80, https://own.example:80",
        "https, own.example, -1, https://own.example",
        "http, [::1], 80, http://[::1]"
    })
    void theOwnIsWrittenAsBrowsersDo(String scheme, String host, int port, String origin) {
        assertThat(Origins.of(scheme, host, port)).isEqualTo(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://*",
                "https://*.*.example",
                "https://a*.example",
                "https://a.*",
                "a.example",
                "https://a.example/",
                "https://",
                "**",
                "https://a.example:*",
                "https://a.example:123456",
                "*://a.example",
                ""
            })
    void whatIsNoOriginCannotBeInTheList(String text) {
        assertThat(Origins.isValid(text)).isFalse();
    }
}
