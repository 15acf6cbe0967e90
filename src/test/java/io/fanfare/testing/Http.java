package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The REST side of a running service: what other services would send. */
public final class Http {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Http() {}

    /** Publishes plain text and insists that it was accepted. */
    public static HttpResponse<String> publish(int port, String destination, String text) {
        return publish(port, destination, "text/plain;charset=UTF-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Publishes a body as it is and insists that it was accepted. */
    public static HttpResponse<String> publish(int port, String destination, String contentType, byte[] body) {
        URI uri = uri(port, "/api/v1/destinations" + encoded(destination));
        return accepted(post(uri, contentType, BodyPublishers.ofByteArray(body)));
    }

    /** Publishes an event written in JSON and insists that it was accepted. */
    public static HttpResponse<String> publishJson(int port, String json) {
        return accepted(postJson(port, "/api/v1/events", json));
    }

    /** Posts JSON; any answer will do. */
    public static HttpResponse<String> postJson(int port, String path, String json) {
        return post(uri(port, path), "application/json", BodyPublishers.ofString(json));
    }

    /** Posts a body of any type; any answer will do. */
    public static HttpResponse<String> post(int port, String path, String contentType, String body) {
        return post(uri(port, path), contentType, BodyPublishers.ofString(body));
    }

    /**
     * Sends any request; any answer will do.
     *
     * @param headers names and values in turn
     */
    public static HttpResponse<String> send(int port, String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(port, path))
                .timeout(PATIENCE)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return exchange((headers.length == 0 ? request : request.headers(headers)).build());
    }

    /** Gets a path; any answer will do. */
    public static HttpResponse<String> get(int port, String path) {
        return exchange(
                HttpRequest.newBuilder(uri(port, path)).timeout(PATIENCE).build());
    }

    /** Deletes a path; any answer will do. */
    public static HttpResponse<String> delete(int port, String path) {
        return exchange(HttpRequest.newBuilder(uri(port, path))
                .timeout(PATIENCE)
                .DELETE()
                .build());
    }

    private static HttpResponse<String> post(URI uri, String contentType, BodyPublisher body) {
        return exchange(HttpRequest.newBuilder(uri)
                .timeout(PATIENCE)
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    }

    private static HttpResponse<String> exchange(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new UncheckedIOException(request + ": " + failure, failure);
        } catch (InterruptedException interruption) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interruption);
        }
    }

    private static HttpResponse<String> accepted(HttpResponse<String> answer) {
        if (answer.statusCode() != 202) {
            throw new AssertionError(answer + ": " + answer.body());
        }
        return answer;
    }

    private static URI uri(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String encoded(String destination) {
        return Arrays.stream(destination.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8))
                .collect(Collectors.joining("/"));
    }
}
