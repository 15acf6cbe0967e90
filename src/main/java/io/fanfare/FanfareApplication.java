package io.fanfare;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Fanfare as a process. */
@SpringBootApplication
public class FanfareApplication {

    /** Starts the service. */
    public static void main(String[] arguments) {
        SpringApplication.run(FanfareApplication.class, arguments);
    }
}
