package io.fanfare;

import io.fanfare.ops.Check;
import io.fanfare.security.NewKey;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;

/** Fanfare as a process. Each package has its beans in one place, so that a start does not read every class to find them. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan(resourcePattern = "*/*Configuration.class")
public class FanfareApplication {

    /** Starts the service, or does what the command says that is the first argument. */
    public static void main(String[] arguments) {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case Check.COMMAND -> Check.run(FanfareApplication.class, others(arguments), System.out);
            case NewKey.COMMAND -> NewKey.print(System.out);
            default -> SpringApplication.run(FanfareApplication.class, arguments);
        }
    }

    private static String[] others(String[] arguments) {
        return Arrays.copyOfRange(arguments, 1, arguments.length);
    }
}
