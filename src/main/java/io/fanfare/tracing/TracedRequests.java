package io.fanfare.tracing;

import io.micrometer.observation.Observation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Which requests have spans: those of services. A browser's may be as many as the events that it hears. */
final class TracedRequests {

    private static final String SERVICES = "/api/";
    private static final String BATCH = "/api/v1/events/batch";

    private TracedRequests() {}

    static boolean isServices(ServerRequestObservationContext context) {
        return path(context).startsWith(SERVICES);
    }

    static boolean isBatch(Observation.ContextView context) {
        return context instanceof ServerRequestObservationContext request
                && path(request).equals(BATCH);
    }

    private static String path(ServerRequestObservationContext context) {
        HttpServletRequest request = context.getCarrier();
        return request == null
                ? ""
                : request.getRequestURI().substring(request.getContextPath().length());
    }
}
