package io.fanfare.http;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.OfLimit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request, or one item of a batch, is not taken since a limit is reached. */
class LimitRefusal extends Refusal implements OfLimit {

    private static final long serialVersionUID = 1L;
    private static final Map<String, String> IN_A_SECOND = Map.of("Retry-After", "1");

    private final Limit limit;

    /**
     * @param allowed what the limit allows, in words, without a full stop
     * @param advice what to do then, without a full stop
     */
    LimitRefusal(HttpStatus status, @Nullable String pointer, Limit limit, String allowed, String advice) {
        super(status, pointer, allowed + " (" + limit.setting() + "): " + advice + ".", Map.of());
        this.limit = limit;
    }

    /** Who publishes too fast may go on in a second. */
    LimitRefusal(LimitException cause) {
        super(HttpStatus.TOO_MANY_REQUESTS, null, cause.message(), IN_A_SECOND);
        this.limit = cause.limit();
    }

    static LimitRefusal tooLarge(@Nullable String pointer, Limit limit, String allowed) {
        return new LimitRefusal(HttpStatus.CONTENT_TOO_LARGE, pointer, limit, allowed, "send less");
    }

    @Override
    public Limit limit() {
        return limit;
    }
}
