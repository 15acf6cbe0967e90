package io.fanfare.security;

import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SecuritySettings.class)
class SecurityConfiguration {

    private static final Logger log = LoggerFactory.getLogger(SecurityConfiguration.class);

    private static final String GENERATED = "generated";
    private static final List<String> GRANTS_OF_GENERATED = List.of(
            "publish:/topic/#", "publish:/user/#", "subscribe:/topic/#", "presence:/topic/#", "history:/topic/#");

    @Bean
    Revocations revocations(SecuritySettings settings, InstantSource clock, ObjectProvider<RevocationListener> others) {
        return new Revocations(
                settings.jwt().longestLifetime().plus(settings.jwt().clockSkew()),
                clock,
                revocation -> others.forEach(each -> each.revoked(revocation)));
    }

    @Bean
    Lifetimes lifetimes(Revocations revocations, SecuritySettings settings, InstantSource clock) {
        return new Lifetimes(revocations, settings.jwt().clockSkew(), clock);
    }

    @Bean
    Authenticator authenticator(SecuritySettings settings, Lifetimes lifetimes, InstantSource clock) {
        Keys keys = new Keys();
        settings.keys().forEach((name, key) -> {
            Identity identity = ofKey(name, key.grants());
            key.secret().forEach(secret -> keys.add(secret, identity));
        });
        if (!settings.open() && keys.isEmpty() && !settings.jwt().isConfigured()) {
            generate(keys);
        }
        List<GrantRule> anyone = SecuritySettings.rules(settings.anonymous().grants(), "anonymous");
        return new Authenticator(
                settings.open(),
                keys,
                settings.jwt().isConfigured() ? new Tokens(settings.jwt(), clock) : null,
                Identity.anonymous(GrantRule.resolve(anyone, null, Map.of())),
                lifetimes);
    }

    private static Identity ofKey(String name, List<String> grants) {
        return Identity.ofKey(name, GrantRule.resolve(SecuritySettings.rules(grants, "keys." + name), null, Map.of()));
    }

    /** So that a service which nobody has configured can be tried, and is not open. */
    private static void generate(Keys keys) {
        String secret = Keys.generate();
        keys.add(secret, ofKey(GENERATED, GRANTS_OF_GENERATED));
        log.warn(
                "No keys and no tokens are configured (fanfare.security). Until the service stops this key publishes,"
                        + " subscribes and reads at /topic/, and publishes at /user/: {}",
                secret);
    }

    /** Whoever opens the service to other machines decides by which names it is reached. */
    @Bean
    LocalNames localNames(SecuritySettings settings, ServerProperties server) {
        InetAddress address = server.getAddress();
        return new LocalNames(settings.open() && address != null && address.isLoopbackAddress());
    }
}
