package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** That every proxy has lines for everything; whether they work is for {@code *ProxyIT}. */
class ProxyAdviceTests {

    private static final List<Function<Proxy, String>> TOPICS = List.of(
            ProxyAdvice::upgrade,
            ProxyAdvice::http11,
            ProxyAdvice::forwarded,
            ProxyAdvice::sticky,
            ProxyAdvice::path,
            ProxyAdvice::buffering);

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"UNKNOWN", "NONE"})
    void namesTheProxyAndGivesLinesToCopy(Proxy proxy) {
        assertThat(TOPICS)
                .allSatisfy(topic -> assertThat(topic.apply(proxy))
                        .startsWith(proxy.title() + ": ")
                        .containsPattern("(?m)^ {4,}\\S")
                        .doesNotContainPattern("(?m)^\\["));
    }

    @ParameterizedTest
    @EnumSource(names = {"UNKNOWN", "NONE"})
    void givesWhatIsLikelyWhereTheProxyIsNotKnown(Proxy proxy) {
        assertThat(TOPICS)
                .allSatisfy(topic -> assertThat(topic.apply(proxy))
                        .contains(topic.apply(Proxy.NGINX))
                        .contains(topic.apply(Proxy.APACHE))
                        .contains(topic.apply(Proxy.HAPROXY)));
    }

    @Test
    void saysWhatEveryoneLooksFor() {
        assertThat(ProxyAdvice.upgrade(Proxy.NGINX)).contains("""
                    proxy_http_version 1.1;
                    proxy_set_header Upgrade $http_upgrade;
                    proxy_set_header Connection "upgrade";
                """);
    }
}
