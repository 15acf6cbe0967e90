package io.fanfare.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** What spans are exported to, by OTLP over HTTP. */
public final class SpanReceiver implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** A span, its ids in hexadecimal, {@code parent} empty if it is a root. */
    public record Received(
            String trace,
            String id,
            String parent,
            String name,
            String kind,
            boolean error,
            Map<String, String> attributes) {

        private static Received of(Span span) {
            return new Received(
                    HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                    HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                    HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                    span.getName(),
                    span.getKind().name().replace("SPAN_KIND_", ""),
                    span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                    span.getAttributesList().stream()
                            .collect(Collectors.toMap(
                                    KeyValue::getKey, each -> each.getValue().getStringValue())));
        }
    }

    private final HttpServer server;
    private final List<Received> spans = new CopyOnWriteArrayList<>();

    public SpanReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/v1/traces", this::receive);
        server.start();
    }

    private void receive(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
        for (ResourceSpans resource : request.getResourceSpansList()) {
            for (ScopeSpans scope : resource.getScopeSpansList()) {
                scope.getSpansList().forEach(span -> spans.add(Received.of(span)));
            }
        }
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** The settings by which an instance exports to it at once, every trace that its caller has sampled or nobody has begun. */
    public String[] settings(String... more) {
        return Stream.concat(
                        Stream.of(
                                "fanfare.tracing.enabled=true",
                                "management.tracing.sampling.probability=1",
                                "management.opentelemetry.tracing.export.schedule-delay=20ms",
                                "management.opentelemetry.tracing.export.otlp.endpoint=http://127.0.0.1:"
                                        + server.getAddress().getPort() + "/v1/traces"),
                        Stream.of(more))
                .toArray(String[]::new);
    }

    /** The one span of a trace that has this name, once it is there. */
    public Received await(String trace, String name) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> of(trace).stream().anyMatch(span -> span.name().equals(name)));
        return of(trace).stream()
                .filter(span -> span.name().equals(name))
                .collect(Collectors.collectingAndThen(Collectors.toList(), SpanReceiver::only));
    }

    private static Received only(List<Received> spans) {
        if (spans.size() != 1) {
            throw new AssertionError("more than one: " + spans);
        }
        return spans.getFirst();
    }

    private List<Received> of(String trace) {
        return spans.stream().filter(span -> span.trace().equals(trace)).toList();
    }

    /** All that have come so far. */
    public List<Received> all() {
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
