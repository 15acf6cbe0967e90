package io.fanfare;

import io.fanfare.security.NewKey;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Fanfare as a process. */
@SpringBootApplication
public class FanfareApplication {

    /** Starts the service, or does what the one other command says. */
    public static void main(String[] arguments) {
        if (arguments.length == 1 && arguments[0].equals(NewKey.COMMAND)) {
            NewKey.print(System.out);
            return;
        }
        SpringApplication.run(FanfareApplication.class, arguments);
    }
}
