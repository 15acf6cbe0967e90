package io.fanfare.fanout;

import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.event.TraceHeaders;
import io.fanfare.session.WireForm;
import io.fanfare.stomp.ByteSink;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompVersion;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * An event that has its position, and its MESSAGE but for what is a subscription's own: headers and body are encoded once,
 * when first asked for, for each STOMP version and kind of wire that asks; for event streams the whole. Thread-safe.
 */
public final class MessageFrame {

    /** What a publisher cannot set: Fanfare's own headers, and those that mean something in another frame. */
    static final Set<String> RESERVED = Set.of(
            "subscription",
            "destination",
            "message-id",
            "ack",
            "timestamp",
            "content-type",
            "content-length",
            "content-encoding",
            "gap-after",
            "receipt",
            "receipt-id",
            TraceHeaders.HIDDEN,
            "transaction");

    /** What a subscriber would believe of whoever has sent it, or should never see of them. */
    private static final Set<String> ABOUT_THE_SENDER = Set.of(
            "user",
            "user-name",
            "session",
            "server",
            "position",
            "login",
            "passcode",
            "token",
            "Authorization",
            "authorization");

    private static final int VERSIONS = 3;
    private static final int STREAMED = 2 * VERSIONS;
    private static final int USUAL_HEADERS = 192;

    /** More than Fanfare's own headers take, the head included. */
    private static final int LARGEST_OWN_HEADERS = 1_024;

    /** More bytes than a character takes, escaped and encoded. */
    private static final int LARGEST_CHARACTER = 6;

    private final Event event;
    private final Position position;
    private final long acceptedNanos;
    private final AtomicReferenceArray<byte[]> tails;
    private final int largestSize;

    public MessageFrame(Event event, Position position, long acceptedNanos) {
        this(event, position, acceptedNanos, new AtomicReferenceArray<>(STREAMED + 1), largestSize(event));
    }

    private MessageFrame(
            Event event, Position position, long acceptedNanos, AtomicReferenceArray<byte[]> tails, int largestSize) {
        this.event = event;
        this.position = position;
        this.acceptedNanos = acceptedNanos;
        this.tails = tails;
        this.largestSize = largestSize;
    }

    /** The same event, sent once more: what is encoded for one is encoded for both. */
    public MessageFrame again(long acceptedNanos) {
        return new MessageFrame(event, position, acceptedNanos, tails, largestSize);
    }

    /** Whether a publisher's header of this name would be taken for one of Fanfare's. */
    public static boolean isReserved(String header) {
        return RESERVED.contains(header);
    }

    /** Whether a header would tell subscribers about its sender, and so does not go from one client to others. */
    public static boolean isAboutTheSender(String header) {
        return ABOUT_THE_SENDER.contains(header);
    }

    public Event event() {
        return event;
    }

    public Position position() {
        return position;
    }

    /** What its MESSAGE takes at most, whatever the version and the wire. */
    public int largestSize() {
        return largestSize;
    }

    /**
     * What the MESSAGE of an event takes at most, whatever the version and the wire. In an event stream text that is not JSON
     * may take more, by what has to be escaped.
     */
    public static int largestSize(Event event) {
        int characters = event.contentType() == null ? 0 : event.contentType().length();
        for (Map.Entry<String, String> header : event.headers().entrySet()) {
            characters += header.getKey().length() + header.getValue().length() + 2;
        }
        int body = event.text() ? event.body().length : (event.body().length + 2) / 3 * 4;
        return LARGEST_OWN_HEADERS + LARGEST_CHARACTER * characters + body;
    }

    long acceptedNanos() {
        return acceptedNanos;
    }

    @Nullable
    String trace() {
        return TraceHeaders.trace(event);
    }

    /** Everything behind the head, to the NUL, or to the blank line. Callers must not change it. */
    byte[] tail(Head head) {
        int variant = variant(head);
        byte[] tail = tails.get(variant);
        if (tail == null) {
            tail = variant == STREAMED
                    ? StreamedEvent.encode(event, position)
                    : encode(head.version, variant >= VERSIONS);
            tails.set(variant, tail);
        }
        return tail;
    }

    private int variant(Head head) {
        return switch (head.form) {
            case FRAMES -> variant(head.version);
            case TEXT_FRAMES -> variant(head.version) + (event.text() ? 0 : VERSIONS);
            case EVENT_STREAM -> STREAMED;
        };
    }

    private static int variant(StompVersion version) {
        return switch (version) {
            case V1_0 -> 0;
            case V1_1 -> 1;
            case V1_2 -> 2;
        };
    }

    /** Whether the MESSAGE goes to this kind of wire as a text message. */
    boolean isText(Head head) {
        return head.form != WireForm.FRAMES || event.text();
    }

    private byte[] encode(StompVersion version, boolean base64) {
        byte[] body = base64 ? Base64.getEncoder().encode(event.body()) : event.body();
        ByteSink sink = new ByteSink(USUAL_HEADERS + body.length);
        StompEncoder.header(sink, version, "destination", event.destination().toString());
        StompEncoder.header(sink, version, "message-id", position.toString());
        StompEncoder.header(sink, version, "timestamp", Long.toString(event.timestamp()));
        if (event.contentType() != null) {
            StompEncoder.header(sink, version, "content-type", event.contentType());
        }
        if (base64) {
            StompEncoder.header(sink, version, "content-encoding", "base64");
        }
        StompEncoder.header(sink, version, "content-length", Integer.toString(body.length));
        event.headers().forEach((name, value) -> {
            if (!isReserved(name)) {
                StompEncoder.header(sink, version, name, value);
            }
        });
        StompEncoder.body(sink, body);
        return sink.toByteArray();
    }
}
