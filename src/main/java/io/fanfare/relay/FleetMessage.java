package io.fanfare.relay;

import io.fanfare.broker.Fleet;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What goes from one instance to all others.
 *
 * @param instance whose it is
 * @param number of {@link Kind#TOLD}, {@link Kind#BEGIN} and {@link Kind#END}, which are counted from 1: its own; of others
 *     that of the last of these
 * @param subject of what is told; null of others
 * @param body what is told; of {@link Kind#ASK} whom
 */
record FleetMessage(Kind kind, long instance, long number, Fleet.@Nullable Subject subject, byte[] body) {

    static final String CONTENT_TYPE = "application/x-fanfare-fleet";

    private static final int VERSION = 1;
    private static final int HEAD = 40;

    /** What it is for. */
    enum Kind {
        /** Has come, or come back, and wants to know who is there. */
        HELLO,
        /** Is there. */
        BEAT,
        /** Has missed something that another told. */
        ASK,
        TOLD,
        /** Tells all again. */
        BEGIN,
        /** Has told all again. */
        END,
        /** Stops. */
        BYE
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(HEAD + body.length);
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            out.writeByte(VERSION);
            out.writeUTF(kind.name());
            out.writeUTF(subject == null ? "" : subject.name());
            out.writeLong(instance);
            out.writeLong(number);
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException if that is not what an instance of this version understands */
    static FleetMessage decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int version = in.readByte();
        if (version != VERSION) {
            throw new UpstreamException("version " + version);
        }
        try {
            Kind kind = Kind.valueOf(in.readUTF());
            String subject = in.readUTF();
            return new FleetMessage(
                    kind,
                    in.readLong(),
                    in.readLong(),
                    kind == Kind.TOLD ? Fleet.Subject.valueOf(subject) : null,
                    in.readAllBytes());
        } catch (IllegalArgumentException e) {
            throw new UpstreamException("malformed: " + e.getMessage());
        }
    }

    /** An instance as a body. */
    static byte[] body(long instance) {
        return ByteBuffer.allocate(Long.BYTES).putLong(instance).array();
    }

    /** Whether it asks that instance. */
    boolean asks(long whom) {
        return kind == Kind.ASK
                && body.length == Long.BYTES
                && ByteBuffer.wrap(body).getLong() == whom;
    }
}
