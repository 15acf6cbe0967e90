package io.fanfare.testing;

import io.fanfare.FanfareApplication;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.ActiveProfiles;

/**
 * A test class that talks to a service which is closed but for the grants of {@code application-closed.yaml}, and otherwise
 * as in profile {@code dev}. It takes the tokens of {@link TokenIssuer}.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = FanfareApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ActiveProfiles({"dev", "closed"})
public @interface ClosedServer {

    /** A key of {@code shop}, which publishes and subscribes below {@code /topic/shop}, and publishes to users. */
    String SHOP = "fanfare_key-of-the-shop-1";

    /** The next key of {@code shop}. */
    String SHOP_NEXT = "fanfare_key-of-the-shop-2";

    /** A key that operates, and does nothing else. */
    String OPS = "fanfare_key-of-operators";

    /** Properties as {@code key=value}. */
    @AliasFor(annotation = SpringBootTest.class, attribute = "properties")
    String[] value() default {};
}
