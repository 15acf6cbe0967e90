package io.fanfare.websocket;

import io.fanfare.session.Burst;
import java.nio.ByteBuffer;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * A burst as one frame of Jetty's: its length is that of the first message, for which Jetty writes the header, and its
 * payload goes on with the complete frames of the others. Jetty writes the payload as it is, in one system call. This
 * holds only where no extension was negotiated, and where the first message is not so large that Jetty fragments it.
 */
final class BurstFrame extends Frame {

    private final Burst burst;

    BurstFrame(Burst burst) {
        super(burst.isFirstText() ? OpCode.TEXT : OpCode.BINARY);
        this.burst = burst;
    }

    @Override
    public ByteBuffer getPayload() {
        byte[] bytes = burst.bytes();
        int start = burst.start();
        return ByteBuffer.wrap(bytes, start, bytes.length - start);
    }

    @Override
    public int getPayloadLength() {
        return burst.firstLength();
    }

    @Override
    public boolean hasPayload() {
        return burst.firstLength() > 0;
    }
}
