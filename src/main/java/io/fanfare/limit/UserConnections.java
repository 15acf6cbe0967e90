package io.fanfare.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many connections each user has. Thread-safe. */
public final class UserConnections {

    private final int most;
    private final Map<String, Integer> users = new ConcurrentHashMap<>();

    public UserConnections(Limits limits) {
        this.most = limits.connectionsPerUser();
    }

    /**
     * One more; it is to {@link #leave} when it ends, unless this fails.
     *
     * @param user null for who is none, of whom any number may come
     * @throws LimitException if the user has too many
     */
    public void enter(@Nullable String user) {
        if (most > 0 && user != null) {
            users.merge(user, 1, (count, one) -> {
                if (count >= most) {
                    throw new LimitException(Limit.CONNECTIONS_PER_USER, "A user has at most " + most + " connections");
                }
                return count + one;
            });
        }
    }

    /** One that had entered has ended. */
    public void leave(@Nullable String user) {
        if (most > 0 && user != null) {
            users.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
