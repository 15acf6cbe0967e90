package io.fanfare.http;

import java.util.Map;
import org.springframework.http.HttpStatus;

/** What should be JSON is none, so nothing behind that place can be trusted. */
final class MalformedJson extends Refusal {

    private static final long serialVersionUID = 1L;

    MalformedJson(String detail) {
        super(HttpStatus.BAD_REQUEST, null, detail, Map.of());
    }
}
