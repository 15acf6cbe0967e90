package io.fanfare.websocket;

import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.OpCode;

/**
 * A close frame that the peer answers before the connection ends, whatever its code (RFC 6455, section 7.1.1). After most
 * codes Jetty would end the connection at once; what the peer is just sending then makes its side discard what it has not
 * read yet, and it sees 1006. So Jetty is told of a normal close.
 */
final class CloseFrame extends Frame implements CloseStatus.Supplier {

    private static final CloseStatus NORMAL = new CloseStatus(CloseStatus.NORMAL);

    CloseFrame(int code, String reason) {
        super(OpCode.CLOSE, CloseStatus.asPayloadBuffer(code, reason));
    }

    @Override
    public CloseStatus getCloseStatus() {
        return NORMAL;
    }
}
