package io.fanfare;

import io.fanfare.ops.Check;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Fanfare as a process. */
@SpringBootApplication
public class FanfareApplication {

    /** Starts the service, or does what the command says that is the first argument. */
    public static void main(String[] arguments) {
        switch (arguments.length == 0 ? "" : arguments[0]) {
            case Check.COMMAND ->
                Check.run(FanfareApplication.class, Arrays.copyOfRange(arguments, 1, arguments.length), System.out);
            default -> SpringApplication.run(FanfareApplication.class, arguments);
        }
    }
}
