package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.event.Utf8;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the stream, as bytes: all that instances need to decide alike, and nothing else of what clients sent. The
 * first byte is the format's version: instances of two versions meet while they are replaced.
 */
final class LogCodec {

    static final String CONTENT_TYPE = "application/x-fanfare";

    private static final int VERSION = 1;
    private static final int HANDED = 0;
    private static final int CLAIM = 1;
    private static final int REPEAT = 2;
    private static final int MARK = 3;
    private static final int OWN_SIZE = 160;

    private LogCodec() {}

    static byte[] encode(LogMessage message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(OWN_SIZE + size(message));
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            out.writeByte(kind(message));
            out.writeLong(message.token().instance());
            out.writeLong(message.token().number());
            switch (message) {
                case LogMessage.Handed handed -> write(out, handed.submission());
                case LogMessage.Claim claim -> out.writeLong(claim.epoch());
                case LogMessage.Repeat repeat -> out.writeLong(repeat.epoch());
                case LogMessage.Mark _ -> {
                    // has no more
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static int kind(LogMessage message) {
        return switch (message) {
            case LogMessage.Handed _ -> HANDED;
            case LogMessage.Claim _ -> CLAIM;
            case LogMessage.Repeat _ -> REPEAT;
            case LogMessage.Mark _ -> MARK;
        };
    }

    private static int size(LogMessage message) {
        return message instanceof LogMessage.Handed handed
                ? handed.submission().events().getFirst().body().length
                : 0;
    }

    private static void write(DataOutputStream out, Submission submission) throws IOException {
        write(out, submission.scope());
        write(out, submission.expected() == null ? "" : submission.expected().toString());
        out.writeInt(submission.events().size());
        byte[] before = null;
        for (Event event : submission.events()) {
            write(out, event.destination().toString());
            writeOrNull(out, event.id());
            writeOrNull(out, event.contentType());
            out.writeLong(event.timestamp());
            out.writeInt(event.users().size());
            for (String user : event.users()) {
                write(out, user);
            }
            out.writeInt(event.headers().size());
            for (Map.Entry<String, String> header : event.headers().entrySet()) {
                write(out, header.getKey());
                write(out, header.getValue());
            }
            before = write(out, event.body(), before);
        }
    }

    /** One event for many destinations has one body, which goes but once. */
    @SuppressWarnings("ReferenceEquality")
    private static byte[] write(DataOutputStream out, byte[] body, byte @Nullable [] before) throws IOException {
        out.writeBoolean(body == before);
        if (body != before) {
            out.writeInt(body.length);
            out.write(body);
        }
        return body;
    }

    private static void writeOrNull(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            write(out, text);
        }
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** @throws IOException if that is not what an instance of this version understands */
    static LogMessage decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        try {
            int version = in.readByte();
            int kind = in.readByte();
            LogMessage.Token token = new LogMessage.Token(in.readLong(), in.readLong());
            return switch (version == VERSION ? kind : -1) {
                case HANDED -> new LogMessage.Handed(token, readSubmission(in));
                case CLAIM -> new LogMessage.Claim(token, in.readLong());
                case REPEAT -> new LogMessage.Repeat(token, in.readLong());
                case MARK -> new LogMessage.Mark(token);
                default -> throw new UpstreamException("version " + version + ", kind " + kind);
            };
        } catch (RuntimeException e) {
            throw new UpstreamException("malformed: " + e.getMessage());
        }
    }

    private static Submission readSubmission(DataInputStream in) throws IOException {
        String publisher = readText(in);
        String expected = readText(in);
        int count = in.readInt();
        List<Event> events = new ArrayList<>();
        byte[] body = {};
        boolean text = true;
        for (int i = 0; i < count; i++) {
            Destination destination = Destination.parse(readText(in));
            String id = readOrNull(in);
            String contentType = readOrNull(in);
            long timestamp = in.readLong();
            Set<String> users = readUsers(in);
            Map<String, String> headers = readHeaders(in);
            if (!in.readBoolean()) {
                body = readBytes(in);
                text = Utf8.isValid(body);
            }
            events.add(new Event(id, destination, users, contentType, headers, body, text, timestamp));
        }
        return Submission.ofLog(publisher, events, expected.isEmpty() ? null : Position.parse(expected));
    }

    private static Set<String> readUsers(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count == 0) {
            return Set.of();
        }
        Set<String> users = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            users.add(readText(in));
        }
        return users;
    }

    private static Map<String, String> readHeaders(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count == 0) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            headers.put(readText(in), readText(in));
        }
        return headers;
    }

    private static @Nullable String readOrNull(DataInputStream in) throws IOException {
        return in.readBoolean() ? readText(in) : null;
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(readBytes(in), UTF_8);
    }

    private static byte[] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length > in.available()) {
            throw new UpstreamException("malformed: it ends early");
        }
        return in.readNBytes(length);
    }
}
