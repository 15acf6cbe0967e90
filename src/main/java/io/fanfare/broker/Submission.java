package io.fanfare.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.event.TraceHeaders;
import io.fanfare.security.Identity;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a publisher hands in at once: it becomes one or more events of the log with nothing between them, or none. */
public final class Submission {

    private static final byte[] NO_ID = {};

    private final Identity publisher;
    private final String scope;
    private final List<Event> events;
    private final @Nullable Position expected;
    private final byte[] fingerprint;

    /**
     * @param publisher whose it is: ids of different publishers are different
     * @param events at least one; all have the same id, or none has one
     * @param expected the position behind which nothing may have been published to any of the destinations, or null
     */
    public Submission(Identity publisher, List<Event> events, @Nullable Position expected) {
        this(publisher, publisher.scope(), events, expected);
    }

    private Submission(Identity publisher, String scope, List<Event> events, @Nullable Position expected) {
        this(publisher, scope, events, expected, events.getFirst().id() == null ? NO_ID : fingerprint(events));
    }

    private Submission(
            Identity publisher, String scope, List<Event> events, @Nullable Position expected, byte[] fingerprint) {
        this.publisher = publisher;
        this.scope = scope;
        this.events = events;
        this.expected = expected;
        this.fingerprint = fingerprint;
    }

    /** One event of the service itself, on no condition. */
    public static Submission of(Event event) {
        return of(List.of(event));
    }

    /** Events of the service itself, on no condition. */
    public static Submission of(List<Event> events) {
        return new Submission(Identity.OPEN, events, null);
    }

    /**
     * One that comes from a log in which it is already: nobody has to be asked whether it may be there.
     *
     * @param scope the publisher's
     */
    public static Submission ofLog(String scope, List<Event> events, @Nullable Position expected) {
        return new Submission(Identity.OPEN, scope, events, expected);
    }

    /** The same, of a trace that {@link TraceHeaders} name: each event has these besides its own headers. */
    public Submission traced(Map<String, String> headers) {
        return new Submission(
                publisher,
                scope,
                events.stream().map(event -> traced(event, headers)).toList(),
                expected,
                fingerprint);
    }

    private static Event traced(Event event, Map<String, String> headers) {
        Map<String, String> all = new LinkedHashMap<>(event.headers());
        if (headers.containsKey(TraceHeaders.PARENT)) {
            all.keySet().removeIf(TraceHeaders::contains);
        }
        all.putAll(headers);
        return event.withHeaders(all);
    }

    Identity publisher() {
        return publisher;
    }

    /** The publisher's, within which an id is unique. */
    public String scope() {
        return scope;
    }

    public List<Event> events() {
        return events;
    }

    public @Nullable Position expected() {
        return expected;
    }

    /** The publisher's name for it, under which it is published once. */
    public @Nullable String id() {
        return events.getFirst().id();
    }

    /**
     * Tells contents apart: all of the events but when they were handed in and of which trace, and but the order of users and
     * headers, which has no meaning in JSON. Empty without an id.
     */
    byte[] fingerprint() {
        return fingerprint;
    }

    private static byte[] fingerprint(List<Event> events) {
        MessageDigest digest = sha256();
        for (Event event : events) {
            add(digest, event.destination().toString());
            add(digest, Integer.toString(event.users().size()));
            event.users().stream().sorted().forEach(user -> add(digest, user));
            add(digest, String.valueOf(event.contentType()));
            Map<String, String> headers = new TreeMap<>(event.headers());
            headers.keySet().removeIf(TraceHeaders::contains);
            add(digest, Integer.toString(headers.size()));
            headers.forEach((name, value) -> {
                add(digest, name);
                add(digest, value);
            });
            add(digest, event.body());
        }
        return digest.digest();
    }

    private static void add(MessageDigest digest, String part) {
        add(digest, part.getBytes(UTF_8));
    }

    /** With its length, so that no two lists of parts are the same bytes. */
    private static void add(MessageDigest digest, byte[] part) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (part.length >> shift));
        }
        digest.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
