package io.fanfare.http;

import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.event.Utf8;
import io.fanfare.security.Identity;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The JSON of one event while it is read, field by field. */
final class EventDraft {

    private @Nullable Destination destination;
    private @Nullable List<Destination> destinations;
    private byte @Nullable [] payload;
    private byte @Nullable [] data;
    private @Nullable String contentType;
    private @Nullable String id;
    private @Nullable Position expectedPosition;
    private final Set<String> users = new LinkedHashSet<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    void destination(Destination one) {
        this.destination = one;
    }

    void destinations(List<Destination> many) {
        this.destinations = many;
    }

    /** @param json compact and valid */
    void payload(byte[] json) {
        this.payload = json;
    }

    void data(byte[] bytes) {
        this.data = bytes;
    }

    void contentType(String type) {
        this.contentType = type;
    }

    void id(String text) {
        this.id = text;
    }

    void expectedPosition(Position position) {
        this.expectedPosition = position;
    }

    void user(String user) {
        users.add(user);
    }

    void header(String name, String value) {
        headers.put(name, value);
    }

    /**
     * Takes the id that came beside the JSON.
     *
     * @throws Refusal 400 if the JSON has another
     */
    void idempotencyKey(@Nullable String key) {
        if (key != null && id != null && !key.equals(id)) {
            throw Refusal.invalid("/id", "This id is not that of the header Idempotency-Key: give one of them.");
        }
        id = key == null ? id : key;
    }

    /** @throws Refusal 400 unless it says once where to, and once what */
    void check() {
        if (destination == null && destinations == null) {
            throw Refusal.invalid("/destination", "An event needs a destination: give destination or destinations.");
        }
        if (destination != null && destinations != null) {
            throw Refusal.invalid("/destinations", "destination and destinations are both given: leave one out.");
        }
        if (payload == null && data == null) {
            throw Refusal.invalid("/payload", "An event needs a body: give payload (any JSON) or data (base64).");
        }
        if (payload != null && data != null) {
            throw Refusal.invalid("/data", "payload and data are both given: leave one out.");
        }
        if (payload != null && contentType != null) {
            throw Refusal.invalid(
                    "/contentType", "A payload is application/json: leave contentType out, or give data instead.");
        }
    }

    /** Whether it was written with {@code destinations}, so that a list is to be answered. */
    boolean isForMany() {
        return destinations != null;
    }

    /** How many events it becomes. */
    int size() {
        return destinations == null ? 1 : destinations.size();
    }

    /** One event for each destination, all with the same body. Only after {@link #check()}. */
    Submission submission(Identity publisher, long now) {
        return new Submission(publisher, events(now), expectedPosition);
    }

    private List<Event> events(long now) {
        byte[] body = body();
        boolean text = payload != null || Utf8.isValid(body);
        String type = payload == null ? contentType : "application/json";
        Stream<Destination> to = destinations == null ? Stream.ofNullable(destination) : destinations.stream();
        return to.map(each -> new Event(id, each, users, type, headers, body, text, now))
                .toList();
    }

    private byte[] body() {
        byte[] body = payload == null ? data : payload;
        return body == null ? new byte[0] : body;
    }
}
