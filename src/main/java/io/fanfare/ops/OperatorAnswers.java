package io.fanfare.ops;

import java.util.function.Supplier;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.util.MimeType;

/** Answers to operators: what was asked for, or a problem (RFC 9457) that says why not. */
final class OperatorAnswers {

    private static final MimeType PROBLEM_JSON = new MimeType("application", "problem+json");

    private static final int ACCEPTED = 202;

    /** The members of a problem that has no type of its own. */
    record Problem(String title, int status, String detail) {}

    private OperatorAnswers() {}

    /** What {@code answer} gives; 400 if it finds the query to be invalid. */
    static WebEndpointResponse<Object> of(Supplier<Object> answer) {
        try {
            return new WebEndpointResponse<>(answer.get());
        } catch (InvalidQueryException e) {
            return problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    static WebEndpointResponse<Object> notFound(String detail) {
        return problem("Not Found", WebEndpointResponse.STATUS_NOT_FOUND, detail);
    }

    static WebEndpointResponse<Object> invalid(String detail) {
        return problem("Bad Request", WebEndpointResponse.STATUS_BAD_REQUEST, detail);
    }

    static WebEndpointResponse<Object> unavailable(String detail) {
        return problem("Service Unavailable", WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, detail);
    }

    /** It was passed on, and what becomes of it is not known here. */
    static WebEndpointResponse<Object> passedOn() {
        return new WebEndpointResponse<>(ACCEPTED);
    }

    static WebEndpointResponse<Object> done() {
        return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
    }

    private static WebEndpointResponse<Object> problem(String title, int status, String detail) {
        return new WebEndpointResponse<>(new Problem(title, status, detail), status, PROBLEM_JSON);
    }
}
