package io.fanfare.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.Observation.Event;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import org.springframework.http.server.observation.ServerRequestObservationContext;

/** Stands in front of Spring Boot's handlers and makes no span, which they would, of requests that have none. */
final class UntracedRequests implements TracingObservationHandler<ServerRequestObservationContext> {

    private final Tracer tracer;

    UntracedRequests(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ServerRequestObservationContext request && !TracedRequests.isServices(request);
    }

    /** Those who meter the request ask for it. */
    @Override
    public void onStart(ServerRequestObservationContext context) {
        getTracingContext(context);
    }

    @Override
    public void onScopeOpened(ServerRequestObservationContext context) {}

    @Override
    public void onScopeClosed(ServerRequestObservationContext context) {}

    @Override
    public void onEvent(Event event, ServerRequestObservationContext context) {}

    @Override
    public void onError(ServerRequestObservationContext context) {}

    @Override
    public Tracer getTracer() {
        return tracer;
    }
}
