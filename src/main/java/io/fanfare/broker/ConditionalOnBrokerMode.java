package io.fanfare.broker;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Only where {@code fanfare.broker.mode} is this, read as {@link BrokerSettings} reads it. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@Conditional(ConditionalOnBrokerMode.OnMode.class)
public @interface ConditionalOnBrokerMode {

    BrokerSettings.Mode value();

    /** Refuses a mode that does not exist. */
    final class OnMode implements Condition {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            BrokerSettings.Mode wanted = metadata.getAnnotations()
                    .get(ConditionalOnBrokerMode.class)
                    .getEnum("value", BrokerSettings.Mode.class);
            return wanted == BrokerSettings.modeIn(context.getEnvironment());
        }
    }
}
