package io.fanfare.http;

import io.fanfare.event.InvalidDestinationException;
import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.Limit;
import io.fanfare.limit.OfLimit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A field should be a destination, and is none or is beyond a limit. */
final class InvalidDestination extends Refusal implements OfLimit {

    private static final long serialVersionUID = 1L;

    private final @Nullable Limit limit;

    InvalidDestination(String pointer, InvalidDestinationException cause) {
        super(HttpStatus.BAD_REQUEST, pointer, String.valueOf(cause.getMessage()), Map.of());
        this.limit = DestinationBounds.limit(cause);
    }

    @Override
    public @Nullable Limit limit() {
        return limit;
    }
}
