package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A caller of the REST paths that takes every answer. */
record Rest(int port) {

    static final String JSON = "application/json";
    static final String LINES = "application/x-ndjson";

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Reply event(String json, String... headers) {
        return post("/api/v1/events", JSON, json.getBytes(UTF_8), headers);
    }

    Reply batch(String contentType, String body, String... headers) {
        return post("/api/v1/events/batch", contentType, body.getBytes(UTF_8), headers);
    }

    /** @param destination as it stands in the URL, with its first slash and perhaps a query */
    Reply raw(String destination, String body, String... headers) {
        return post("/api/v1/destinations" + destination, null, body.getBytes(UTF_8), headers);
    }

    Reply post(String path, @Nullable String contentType, byte[] body, String... headers) {
        return post(path, contentType, BodyPublishers.ofByteArray(body), headers);
    }

    Reply post(String path, @Nullable String contentType, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = request(path, headers).POST(body);
        if (contentType != null) {
            request.header("Content-Type", contentType);
        }
        return exchange(request);
    }

    /** A body whose length is not told in advance. */
    static BodyPublisher unannounced(byte[] body) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
    }

    Reply exchange(String method, String path, String... headers) {
        return exchange(request(path, headers).method(method, BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
        return headers.length == 0 ? request : request.headers(headers);
    }

    private static Reply exchange(HttpRequest.Builder request) {
        try {
            return Reply.of(CLIENT.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
