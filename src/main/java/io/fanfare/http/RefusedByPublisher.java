package io.fanfare.http;

import io.fanfare.broker.IdConflictException;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.MovedException;
import io.fanfare.limit.Limit;
import io.fanfare.limit.OfLimit;
import io.fanfare.security.ForbiddenException;
import io.fanfare.security.UnauthenticatedException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The publisher did not take an event, and has counted that. */
final class RefusedByPublisher extends Refusal implements OfLimit {

    private static final long serialVersionUID = 1L;

    private final @Nullable Limit limit;

    RefusedByPublisher(String pointer, InvalidEventException cause) {
        super(HttpStatus.BAD_REQUEST, pointer, cause.message(), Map.of());
        this.limit = cause.limit();
    }

    RefusedByPublisher(String pointer, ForbiddenException cause) {
        super(HttpStatus.FORBIDDEN, pointer, cause.message(), Map.of());
        this.limit = null;
    }

    RefusedByPublisher(UnauthenticatedException cause) {
        super(HttpStatus.UNAUTHORIZED, null, cause.message(), Problems.CHALLENGE);
        this.limit = null;
    }

    RefusedByPublisher(IdConflictException cause) {
        super(HttpStatus.CONFLICT, "/id", cause.message(), Map.of());
        this.limit = null;
    }

    RefusedByPublisher(MovedException cause) {
        super(HttpStatus.PRECONDITION_FAILED, "/expectedPosition", cause.message(), Problems.moved(cause));
        this.limit = null;
    }

    @Override
    public @Nullable Limit limit() {
        return limit;
    }
}
