package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import io.fanfare.FanfareApplication;
import io.fanfare.limit.Limits;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.web.context.support.StandardServletEnvironment;

/** What whoever starts the service with wrong settings reads. */
@ExtendWith(OutputCaptureExtension.class)
class SettingsAtStartTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --fanfare.stomp.path=/api/ws | fanfare.stomp.path is /api/ws, which meets /api,
            --fanfare.stomp.path=/v3 | fanfare.stomp.path is /v3, which meets /v3,
            --fanfare.stomp.path=/swagger-ui/x | which meets /swagger-ui,
            --fanfare.stomp.path=/webjars | which meets /webjars,
            --fanfare.stomp.path=/actuator/ws | which meets /actuator, where the actuator is (management.endpoints.web.base-path)
            --fanfare.stomp.path=/ops --management.endpoints.web.base-path=/ops/all | which meets /ops/all,
            --fanfare.stomp.path=/health/ws --management.endpoints.web.base-path=/ | which meets /health,
            --fanfare.session.close-grace=4s | fanfare.session.close-grace (4000ms) is longer than fanfare.drain.grace (2500ms)
            --fanfare.stomp.hartbeat=1s | There is no setting fanfare.stomp.hartbeat; the nearest is fanfare.stomp.heartbeat.
            --fanfare.session.outbox.limit=1MB | There is no setting fanfare.session.outbox.limit; the nearest is fanfare.session.outbox-limit.
            --fanfare.stmop.path=/x | There is no setting fanfare.stmop.path; the nearest is fanfare.stomp.path.
            --fanfare.pfad=/x | There is no setting fanfare.pfad; the nearest is
            --fanfare.stomp.allowed-origins=https://a.example/ | fanfare.stomp.allowed-origins holds 'https://a.example/', which is no origin
            --fanfare.stomp.allowed-origins=https://*.*.example | fanfare.stomp.allowed-origins holds 'https://*.*.example', which is no origin
            --fanfare.stomp.allowed-origins=https://example.* | one label of the host may be *, like https://*.example.com
            --fanfare.stomp.allowed-origins=https://a*.example | fanfare.stomp.allowed-origins holds 'https://a*.example', which is no origin
            --fanfare.stomp.allowed-origins=https://*.example/ | fanfare.stomp.allowed-origins holds 'https://*.example/', which is no origin
            --fanfare.limits.bytes-per-second=32KB | fanfare.limits.bytes-per-second (32768) is less than fanfare.stomp.max-frame-size (65536)
            --fanfare.limits.publishes-per-second=999 | fanfare.limits.publishes-per-second (999) is less than fanfare.limits.event-destinations (1000)
            --fanfare.limits.publishes-per-second=1000 --fanfare.limits.transaction-frames=1001 | is less than fanfare.limits.transaction-frames (1001)
            --fanfare.limits.sends-per-second=-1 | fanfare.limits.sends-per-second must be 0, for no limit, or more
            --fanfare.limits.accepted-per-second=1000000001 | fanfare.limits.accepted-per-second must be at most 1000000000, or 0 for no limit
            --fanfare.limits.handshakes-per-second=1000000001 | fanfare.limits.handshakes-per-second must be at most 1000000000, or 0 for no limit
            --fanfare.limits.handshakes-per-second-per-address=1000000001 | fanfare.limits.handshakes-per-second-per-address must be at most 1000000000, or 0 for no limit
            --fanfare.limits.frames-per-second=1000000001 | fanfare.limits.frames-per-second must be at most 1000000000, or 0 for no limit
            --fanfare.limits.sends-per-second=1000000001 | fanfare.limits.sends-per-second must be at most 1000000000, or 0 for no limit
            --fanfare.limits.subscribes-per-second=1000000001 | fanfare.limits.subscribes-per-second must be at most 1000000000, or 0 for no limit
            --fanfare.limits.publishes-per-second=1000000001 | fanfare.limits.publishes-per-second must be at most 1000000000, or 0 for no limit
            --fanfare.limits.bytes-per-second=-1 | fanfare.limits.bytes-per-second is less than 2GB, or 0 for no limit
            --fanfare.limits.destination-depth=33 | fanfare.limits.destination-depth must be from 1 to 32, not 33
            --fanfare.limits.sends-per-secnd=5 | There is no setting fanfare.limits.sends-per-secnd; the nearest is fanfare.limits.sends-per-second.
            --fanfare.stomp.max-headers=1 | fanfare.stomp.max-headers must be at least 10
            --fanfare.broker.mode=rabbitmq | Property: fanfare.broker.mode
            --fanfare.broker.mode=re-lay --fanfare.relay.foreign=/queue/a | fanfare.relay.foreign must name topics alone
            --fanfare.broker.mode=relay --fanfare.relay.log=queue | Property: fanfare.relay.log
            --fanfare.broker.mode=relay --fanfare.relay.window=5m | fanfare.relay.window (PT5M) is shorter than the age of /topic/#
            --fanfare.broker.mode=relay --fanfare.limits.event-destinations=2000 | fanfare.limits.event-destinations is 2000, but no more than 1024
            --fanfare.relay.foreign=/queue/a | fanfare.relay.foreign must name topics alone, not '/queue/a'
            --fanfare.relay.foreign=prices | fanfare.relay.foreign: 'prices' is no pattern
            --fanfare.relay.log=none --fanfare.relay.foreign=/topic/a | fanfare.relay.foreign is of use with fanfare.relay.log=stream alone
            --fanfare.relay.queues.prefetch=0 | fanfare.relay.queues.prefetch must be from 1 to 65535
            --fanfare.relay.queues.headers=receipt | fanfare.relay.queues.headers must not name 'receipt'
            --fanfare.relay.addresses=rabbit | fanfare.relay.addresses: 'rabbit' is not host:port
            --fanfare.relay.ssl-bundle=x | fanfare.relay.ssl-bundle is of use with fanfare.relay.tls alone
            --fanfare.relay.password-file=/nowhere/password | fanfare.relay.password-file is '/nowhere/password', which is no file that can be read
            --fanfare.relay.password-file=/tmp | fanfare.relay.password-file is '/tmp', which is no file that can be read
            --fanfare.presence.rules[0].linger=1s | fanfare.presence.rules: '' is no pattern
            --fanfare.presence.rules[0].pattern=/topic/a --fanfare.presence.rules[0].countonly=x | fanfare.presence.rules[0].count-only
            --fanfare.history.rules[0].pattern=/topic/a..b | fanfare.history.rules: '/topic/a..b' is no pattern
            --fanfare.security.keys.shop.grants=publish:/topic/a | fanfare.security.keys.shop.secret is missing: make one with
            --fanfare.security.keys.shop.secret=short | fanfare.security.keys.shop.secret has less than 16 characters
            --fanfare.security.keys.shop.secret={sha256}abc | fanfare.security.keys.shop.secret must have 64 hex digits
            --fanfare.security.keys.shop.secret=long-enough-to-be-one --fanfare.security.keys.shop.grants=eat:/topic/a | fanfare.security.keys.shop.grants: 'eat:/topic/a' is no grant
            --fanfare.security.keys.a.secret=long-enough-to-be-one --fanfare.security.keys.b.secret=other-and-long-enough,long-enough-to-be-one | fanfare.security.keys.a.secret and fanfare.security.keys.b.secret are one and the same
            --fanfare.security.keys.a.secret=fanfare_key-of-the-shop-1 --fanfare.security.keys.b.secret={sha256}820921495C47e430d6d7a3790e2f5c81f97c2deb7871344b258ce8fd3f4e57c5 | fanfare.security.keys.a.secret and fanfare.security.keys.b.secret are one and the same
            --fanfare.security.anonymous.grants=subscribe:/topic/a..b | fanfare.security.anonymous.grants: 'subscribe:/topic/a..b' is no grant
            --fanfare.security.jwt.secret=short | fanfare.security.jwt.secret has less than 32 bytes
            --fanfare.security.jwt.secret=0123456789abcdef0123456789abcdef --fanfare.security.jwt.issuer-uri=http://x | fanfare.security.jwt.secret stands beside issuer-uri
            --fanfare.security.jwt.grants=subscribe:/user/# | fanfare.security.jwt.audience and jwt.grants have no effect
            --fanfare.security.jwt.isuer-uri=http://x | There is no setting fanfare.security.jwt.isuer-uri; the nearest is fanfare.security.jwt.issuer-uri.
            --fanfare.session.close-grace=36501d | fanfare.session.close-grace must be at most 36500d
            --fanfare.stomp.heartbeat=300000000000d | fanfare.stomp.heartbeat must be at most 36500d
            --fanfare.security.keys.shop.secret=secret-${NOWHERE_TO_BE_FOUND} | fanfare.security.keys.shop.secret refers to ${NOWHERE_TO_BE_FOUND}, which is not set.
            --fanfare.security.keys.shop.secret=long-enough-to-be-one,${NOWHERE_TO_BE_FOUND} | fanfare.security.keys.shop.secret refers to ${NOWHERE_TO_BE_FOUND}, which is not set.
            --fanfare.relay.password=${a}${b:1} --a=${NOWHERE} | fanfare.relay.password refers to ${NOWHERE}, which is not set.
            --fanfare.history.rules[0].pattern=/topic/a --fanfare.history.rules[0].age=999999d | fanfare.history.rules[0].age must be at most 36500d
            --spring.mvc.servlet.path=/mvc | spring.mvc.servlet.path is /mvc
            --fanfare.stomp.allowed-origins=*,a.example | fanfare.stomp.allowed-origins holds 'a.example', which is no origin
            """)
    void isSaidInOneSentence(String arguments, String sentence, CapturedOutput output) {
        assertThatException().isThrownBy(() -> start(new StandardServletEnvironment(), arguments.split(" ")));
        assertThat(output.getOut().replace(System.lineSeparator(), " "))
                .contains("APPLICATION FAILED TO START", sentence, "Action:")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --fanfare.stomp.path=/actuator --management.server.port=0
            --fanfare.stomp.path=/actuator --management.server.port=-1
            --fanfare.stomp.path=/apiary --fanfare.stomp.heart-beat=5s --fanfare.stomp.maxFrameSize=2KB
            --fanfare.stomp.allowed-origins=null,*,https://*.example.com:8443,https://a.*.example.com --fanfare.stomp.explain-in-close=true
            --fanfare.stomp.allowed-origins[0]=https://a.example:8443 --fanfare.stomp.allowed-origins[1]=app://x
            --fanfare.presence.rules[0].pattern=/topic/# --fanfare.presence.rules[0].count-only=true --fanfare.presence.users=5
            --fanfare.limits.subscribes-per-second=5 --fanfare.limits.subscriptions=5 --fanfare.limits.bytes-per-second=1MB
            --fanfare.session.outbox-limit=1KB --fanfare.limits.event-size=1MB
            --fanfare.security.keys.shop.secret=${secret} --secret=long-enough-to-be-one --fanfare.relay.password=a\\${b}
            --fanfare.drain.grace=36500d --fanfare.session.close-grace=36500d --fanfare.history.rules[0].pattern=/topic/a --fanfare.history.rules[0].age=36500d
            --fanfare.limits.accepted-per-second=1000000000 --fanfare.limits.handshakes-per-second=1000000000 --fanfare.limits.handshakes-per-second-per-address=1000000000 --fanfare.limits.publishes-per-second=1000000000 --fanfare.limits.bytes-per-second=2147483647B
            """)
    void isNothingIfTheyAreRight(String arguments) {
        start(new StandardServletEnvironment(), arguments.split(" ")).close();
    }

    @ParameterizedTest
    @CsvSource({
        "FANFARE_STOMP_PFAD, fanfare.stomp.path",
        "FANFARE_STOMP_HEART_BEAT, fanfare.stomp.heartbeat",
        "FANFARE_LIMITS_BATCHITEM, fanfare.limits.batch-items"
    })
    void isSaidOfVariablesOfTheEnvironmentToo(String variable, String nearest, CapturedOutput output) {
        StandardEnvironment environment = environment(Map.of(variable, "1"));
        assertThatException().isThrownBy(() -> start(environment));
        assertThat(output.getOut())
                .contains("There is no setting " + variable + "; the nearest is " + nearest + ".")
                .doesNotContain("\tat ");
    }

    @Test
    void isSaidOfSystemPropertiesToo(CapturedOutput output) {
        StandardEnvironment environment = new StandardServletEnvironment();
        String name = StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME;
        environment
                .getPropertySources()
                .replace(
                        name, new MapPropertySource(name, Map.of("fanfare.stomp.hartbeat", "1s", "fanfare.other", "")));
        assertThatException().isThrownBy(() -> start(environment));
        assertThat(output.getOut())
                .contains("There is no setting fanfare.stomp.hartbeat; the nearest is fanfare.stomp.heartbeat.")
                .doesNotContain("fanfare.other");
    }

    /** As Kubernetes sets it for services called fanfare and fanfare-stomp, and others for what they call fanfare. */
    @Test
    void isNothingIfTheEnvironmentHoldsWhatOthersPutThere() {
        StandardEnvironment environment = environment(Map.of(
                "FANFARE_PORT", "tcp://10.0.0.1:8080",
                "FANFARE_VERSION", "1",
                "FANFARE_STOMP_SERVICE_HOST", "10.0.0.1",
                "FANFARE_STOMP_SERVICE_PORT_HTTP", "80",
                "FANFARE_STOMP_PORT", "tcp://10.0.0.1:80",
                "FANFARE_STOMP_PORT_80_TCP_ADDR", "10.0.0.1",
                "FANFARE_STOMP_PATH", "/live",
                "FANFARE_STOMP_ALLOWED_ORIGINS_0", "https://a.example",
                "FANFARE_STOMP_MAXFRAMESIZE", "32KB",
                "FANFARE_LIMITS_CONNECTIONS_PER_ADDRESS", "7"));
        try (ServletWebServerApplicationContext started = start(environment)) {
            assertThat(started.getEnvironment().getProperty("fanfare.stomp.path"))
                    .isEqualTo("/live");
            assertThat(started.getBean(Limits.class).connectionsPerAddress()).isEqualTo(7);
        }
    }

    private static StandardEnvironment environment(Map<String, Object> variables) {
        StandardEnvironment environment = new StandardServletEnvironment();
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        environment.getPropertySources().replace(name, new SystemEnvironmentPropertySource(name, variables));
        return environment;
    }

    private static ServletWebServerApplicationContext start(StandardEnvironment environment, String... arguments) {
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(FanfareApplication.class)
                .environment(environment)
                .profiles("dev")
                .run(Stream.concat(Stream.of("--server.port=0"), Stream.of(arguments))
                        .toArray(String[]::new));
    }
}
