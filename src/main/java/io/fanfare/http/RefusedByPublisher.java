package io.fanfare.http;

import java.util.Map;
import org.springframework.http.HttpStatus;

/** The publisher did not take an event, and has counted that. */
final class RefusedByPublisher extends Refusal {

    private static final long serialVersionUID = 1L;

    RefusedByPublisher(String pointer, String detail) {
        super(HttpStatus.BAD_REQUEST, pointer, detail, Map.of());
    }
}
