package io.fanfare.http;

import io.fanfare.broker.IdConflictException;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.MovedException;
import io.fanfare.security.ForbiddenException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** The publisher did not take an event, and has counted that. */
final class RefusedByPublisher extends Refusal {

    private static final long serialVersionUID = 1L;

    RefusedByPublisher(String pointer, InvalidEventException cause) {
        super(HttpStatus.BAD_REQUEST, pointer, cause.message(), Map.of());
    }

    RefusedByPublisher(String pointer, ForbiddenException cause) {
        super(HttpStatus.FORBIDDEN, pointer, cause.message(), Map.of());
    }

    RefusedByPublisher(IdConflictException cause) {
        super(HttpStatus.CONFLICT, "/id", cause.message(), Map.of());
    }

    RefusedByPublisher(MovedException cause) {
        super(HttpStatus.PRECONDITION_FAILED, "/expectedPosition", cause.message(), Problems.moved(cause));
    }
}
