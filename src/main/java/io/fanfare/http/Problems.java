package io.fanfare.http;

import io.fanfare.broker.IdConflictException;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.MovedException;
import io.fanfare.broker.OverloadedException;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.limit.LimitException;
import io.fanfare.security.ForbiddenException;
import io.fanfare.security.UnauthenticatedException;
import io.fanfare.security.UncheckedTokenException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** From whatever went wrong to what the caller is told of it. */
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final Map<String, String> RETRY_SOON = Map.of("Retry-After", "1");

    /** RFC 6750, section 3. */
    static final Map<String, String> CHALLENGE = Map.of("WWW-Authenticate", "Bearer");

    /** Where a destination stands that was expected elsewhere. */
    private static final String POSITION = "Fanfare-Position";

    private Problems() {}

    static Problem of(Throwable failure) {
        return switch (failure) {
            case Refusal refusal ->
                new Problem(refusal.status().value(), refusal.detail(), refusal.pointer(), refusal.headers());
            case InvalidEventException invalid -> new Problem(400, invalid.message());
            case LimitException reached -> of(new LimitRefusal(reached));
            case IdConflictException conflict -> new Problem(409, conflict.message());
            case MovedException moved -> new Problem(412, moved.message(), null, moved(moved));
            case InvalidDestinationException invalid -> new Problem(400, String.valueOf(invalid.getMessage()));
            case OverloadedException overloaded ->
                new Problem(503, String.valueOf(overloaded.getMessage()), null, RETRY_SOON);
            case UnauthenticatedException unknown -> new Problem(401, unknown.message(), null, CHALLENGE);
            case ForbiddenException forbidden -> new Problem(403, forbidden.message());
            case UncheckedTokenException unchecked -> new Problem(503, unchecked.message(), null, RETRY_SOON);
            case ErrorResponse refused -> of(refused);
            case HttpException broken -> of(broken.getCode());
            case IOException unread -> of(unread);
            case TypeMismatchException wrong -> new Problem(400, wrong.getPropertyName() + " has no such value.");
            case HttpMessageNotReadableException wrong ->
                new Problem(400, "The body cannot be read: see /v3/api-docs.");
            default -> annotated(failure);
        };
    }

    static Map<String, String> moved(MovedException moved) {
        return Map.of(POSITION, moved.position().toString());
    }

    /** What is to say where no more is known than the status. */
    static Problem of(int status) {
        return new Problem(status, detail(status));
    }

    private static Problem of(ErrorResponse refused) {
        Map<String, String> headers = new LinkedHashMap<>();
        refused.getHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        int status = refused.getStatusCode().value();
        String detail = switch (refused) {
            case HttpRequestMethodNotSupportedException wrong ->
                "This path does not take " + wrong.getMethod() + ": use " + headers.get("Allow") + ".";
            case HttpMediaTypeNotSupportedException wrong ->
                "This Content-Type is not taken here: send " + headers.get("Accept") + ".";
            case HttpMediaTypeNotAcceptableException wrong ->
                "The answer is application/json: let the header Accept allow it, or leave that out.";
            case NoResourceFoundException nothing -> detail(status);
            default -> Objects.requireNonNullElse(refused.getBody().getDetail(), detail(status));
        };
        return new Problem(status, detail, null, headers);
    }

    private static Problem annotated(Throwable failure) {
        ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(), ResponseStatus.class);
        if (status != null) {
            return new Problem(status.code().value(), "The request does not fit this path: see its documentation.");
        }
        LOG.error("A request failed", failure);
        return of(500);
    }

    private static Problem of(IOException unread) {
        LOG.debug("A body ended early", unread);
        return switch (unread.getCause()) {
            case HttpException broken -> of(broken.getCode());
            case TimeoutException late -> of(408);
            case null, default -> new Problem(400, "The body could not be read to its end: send all of it.");
        };
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 ->
                "The request is not valid HTTP, its path has more than one reading (%2F, %25, //), or, over TLS, its host"
                        + " is none of the certificate's: mend it.";
            case 404 -> "There is nothing at this path: /v3/api-docs tells what there is.";
            case 405 -> "This path does not take this method.";
            case 408 -> "The request took too long to arrive: send it in one go.";
            case 413 -> "The body is too large: send less.";
            case 414 -> "The path and query are too long: shorten them.";
            case 417 -> "The header Expect may only be 100-continue.";
            case 431 -> "The headers are too large (server.max-http-request-header-size): send fewer or shorter ones.";
            case 500 -> "Something failed here; the log of the service says what.";
            case 501 -> "This method is not taken here at all.";
            case 503 -> "The service cannot take this now: try again later.";
            case 505 -> "Speak HTTP/1.1.";
            default -> "The request was refused.";
        };
    }
}
