package io.fanfare.http;

import java.util.Map;
import org.springframework.http.HttpStatus;

/** A batch has more events than a batch may have; those before were published. */
final class EndOfBatch extends Refusal {

    private static final long serialVersionUID = 1L;

    EndOfBatch(String detail) {
        super(HttpStatus.CONTENT_TOO_LARGE, null, detail, Map.of());
    }
}
