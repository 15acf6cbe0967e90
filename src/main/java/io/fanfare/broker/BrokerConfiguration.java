package io.fanfare.broker;

import io.fanfare.fanout.Fanout;
import io.fanfare.fanout.SlowConsumerSettings;
import io.fanfare.history.HistorySettings;
import io.fanfare.history.ReplayListener;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Limits;
import io.fanfare.limit.PublishRates;
import io.fanfare.limit.Rates;
import io.fanfare.limit.SubscribedDestinations;
import io.fanfare.limit.UserConnections;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    BrokerSettings.class,
    Limits.class,
    Rates.class,
    HistorySettings.class,
    SlowConsumerSettings.class
})
class BrokerConfiguration {

    @Bean(initMethod = "start", destroyMethod = "stop")
    Fanout fanout(SlowConsumerSettings slowConsumers) {
        return new Fanout(Runtime.getRuntime().availableProcessors(), slowConsumers);
    }

    @Bean
    @ConditionalOnBrokerMode(BrokerSettings.Mode.EMBEDDED)
    Broker broker(
            Fanout fanout,
            HistorySettings history,
            InstantSource clock,
            ObjectProvider<ReplayListener> replays,
            ObjectProvider<SubscriptionListener> subscriptions,
            ObjectProvider<AppendListener> appends) {
        return new EmbeddedBroker(
                fanout,
                clock.millis(),
                history,
                clock,
                replays.getIfAvailable(() -> ReplayListener.NONE),
                subscriptions.getIfAvailable(() -> SubscriptionListener.NONE),
                appends.getIfAvailable(() -> AppendListener.NONE));
    }

    @Bean
    Publisher publisher(
            Broker broker,
            ObjectProvider<Queues> queues,
            Limits limits,
            Rates rates,
            ObjectProvider<PublishListener> listener,
            ObjectProvider<PublishPath> path) {
        return new Publisher(
                broker,
                queues.getIfAvailable(() -> Queues.NONE),
                limits,
                new PublishRates(rates),
                broker::waitingBytes,
                listener.getIfAvailable(() -> PublishListener.NONE),
                path.getIfAvailable(() -> PublishPath.DIRECT));
    }

    @Bean
    LimitCounts limitCounts() {
        return new LimitCounts();
    }

    @Bean
    DestinationBounds destinationBounds(Limits limits) {
        return new DestinationBounds(limits);
    }

    @Bean
    UserConnections userConnections(Limits limits) {
        return new UserConnections(limits);
    }

    @Bean
    SubscribedDestinations subscribedDestinations(Limits limits) {
        return new SubscribedDestinations(limits);
    }
}
