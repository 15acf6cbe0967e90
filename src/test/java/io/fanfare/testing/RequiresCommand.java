package io.fanfare.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs only where these programs are installed; elsewhere the test is skipped and says which one is missing. With
 * {@code -Dfanfare.test.strict=true} it fails instead.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCommand.Condition.class)
public @interface RequiresCommand {

    /** Names to be found on the path. */
    String[] value();

    /** Decides, and knows what strict means. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), RequiresCommand.class)
                    .flatMap(required -> missing(required.value()))
                    .map(name -> skip(name + " is not installed"))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("everything needed is installed"));
        }

        private static ConditionEvaluationResult skip(String reason) {
            if (Missing.strict()) {
                throw new ExtensionConfigurationException(reason + ", and nothing may be skipped");
            }
            return ConditionEvaluationResult.disabled(reason);
        }

        private static Optional<String> missing(String[] commands) {
            return Arrays.stream(commands)
                    .filter(command -> Programs.find(command).isEmpty())
                    .findFirst();
        }
    }
}
