package io.fanfare.relay;

import io.fanfare.broker.AppendListener;
import io.fanfare.broker.BrokerSettings;
import io.fanfare.broker.ConditionalOnBrokerMode;
import io.fanfare.broker.SubscriptionListener;
import io.fanfare.fanout.Fanout;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.ReplayListener;
import io.fanfare.limit.Limits;
import io.fanfare.security.Revocations;
import io.fanfare.session.Expulsion;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelaySettings.class)
class RelayConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBrokerMode(BrokerSettings.Mode.RELAY)
    static class Relaying {

        @Bean
        Upstream upstream(RelaySettings settings, SslBundles bundles) throws NoSuchAlgorithmException {
            return new Upstream(settings, settings.tls() ? trust(settings.sslBundle(), bundles) : null);
        }

        private static SSLContext trust(@Nullable String bundle, SslBundles bundles) throws NoSuchAlgorithmException {
            return bundle == null
                    ? SSLContext.getDefault()
                    : bundles.getBundle(bundle).createSslContext();
        }

        @Bean
        RelayedBroker broker(
                Upstream upstream,
                RelaySettings settings,
                Limits limits,
                Fanout fanout,
                HistorySettings history,
                InstantSource clock,
                ObjectProvider<ReplayListener> replays,
                ObjectProvider<SubscriptionListener> subscriptions,
                ObjectProvider<AppendListener> appends) {
            ReplayListener replay = replays.getIfAvailable(() -> ReplayListener.NONE);
            SubscriptionListener subscription = subscriptions.getIfAvailable(() -> SubscriptionListener.NONE);
            AppendListener append = appends.getIfAvailable(() -> AppendListener.NONE);
            return switch (settings.log()) {
                case STREAM ->
                    new StreamBroker(upstream, settings, limits, fanout, history, clock, replay, subscription, append);
                case NONE ->
                    new LiveBroker(upstream, settings, limits, fanout, history, clock, replay, subscription, append);
            };
        }

        @Bean
        FleetChannel fleet(Upstream upstream, RelaySettings settings) {
            return new FleetChannel(upstream, settings);
        }

        @Bean
        SharedRevocations sharedRevocations(FleetChannel fleet, Revocations revocations, Expulsion expulsion) {
            return new SharedRevocations(fleet, revocations, expulsion);
        }

        @Bean
        RelayQueues relayQueues(Upstream upstream, RelaySettings settings, Limits limits, InstantSource clock) {
            return new RelayQueues(upstream, settings, limits, clock);
        }

        @Bean
        Relay relay(RelayedBroker broker, FleetChannel fleet, RelayQueues queues, RelaySettings settings) {
            return new Relay(broker, fleet, queues, settings);
        }
    }
}
