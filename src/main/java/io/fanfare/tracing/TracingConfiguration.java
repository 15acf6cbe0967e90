package io.fanfare.tracing;

import io.fanfare.broker.PublishPath;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TracingSettings.class)
class TracingConfiguration {

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBooleanProperty(TracingSettings.ENABLED)
    static class Traced {

        @Bean
        PublishPath tracedPublishing(
                ObservationRegistry observations, TracingSettings settings, ObjectProvider<TraceListener> listener) {
            return new TracedPublishing(
                    observations, settings.messageHeaders(), listener.getIfAvailable(() -> TraceListener.NONE));
        }

        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        UntracedRequests untracedRequests(Tracer tracer) {
            return new UntracedRequests(tracer);
        }

        /** Publishing has meters of its own. */
        @Bean
        MeterFilter noMetersOfSpans() {
            Set<String> names = Set.of(PublishContext.NAME, PublishContext.NAME + ".active");
            return MeterFilter.deny(id -> names.contains(id.getName()));
        }
    }
}
