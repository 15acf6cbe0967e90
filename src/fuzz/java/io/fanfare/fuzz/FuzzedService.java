package io.fanfare.fuzz;

import io.fanfare.FanfareApplication;
import io.fanfare.testing.TokenIssuer;
import java.time.Duration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContext;

/**
 * The whole service, whose network is not used. It is closed, but for what bob's tokens and those without one are granted; its limits
 * are such that a fuzz target finds out if a session leaves something behind.
 */
public final class FuzzedService {

    private static final Duration LIFE = Duration.ofHours(24);

    private static final String[] SETTINGS = {
        "--server.port=0",
        "--fanfare.security.open=false",
        "--fanfare.security.jwt.secret=" + TokenIssuer.SECRET,
        "--fanfare.security.jwt.longest-lifetime=48h",
        "--fanfare.security.jwt.grants[0]=subscribe:/topic/#",
        "--fanfare.security.jwt.grants[1]=subscribe:/user/#",
        "--fanfare.security.jwt.grants[2]=send:/topic/{user}.#",
        "--fanfare.security.jwt.grants[3]=send:/user/#",
        "--fanfare.security.jwt.grants[4]=publish:/topic/#",
        "--fanfare.security.jwt.grants[5]=publish:/user/#",
        "--fanfare.security.jwt.grants[6]=presence:/topic/room.#",
        "--fanfare.security.anonymous.grants[0]=subscribe:/topic/public.#",
        "--fanfare.security.anonymous.grants[1]=send:/topic/public.#",
        "--fanfare.limits.connections-per-user=1",
        "--fanfare.limits.destinations=1000",
        "--fanfare.limits.transactions=3",
        "--fanfare.limits.transaction-frames=4",
        "--fanfare.limits.subscriptions=8",
        "--fanfare.limits.event-size=1KB",
        "--fanfare.limits.batch-items=10",
        "--fanfare.limits.batch-size=3KB",
        "--fanfare.stomp.max-frame-size=2KB",
        "--fanfare.stomp.max-headers=20",
        "--fanfare.history.max-bytes=8MB"
    };

    private static final ApplicationContext CONTEXT = new SpringApplicationBuilder(FanfareApplication.class)
            .profiles("dev")
            .run(SETTINGS);

    private static final String TOKEN = TokenIssuer.token("bob", LIFE);

    private FuzzedService() {}

    /** A part of it; it starts with the first. */
    public static <T> T part(Class<T> type) {
        return CONTEXT.getBean(type);
    }

    /** A token of bob's, who has the grants of all who have one. */
    public static String token() {
        return TOKEN;
    }
}
