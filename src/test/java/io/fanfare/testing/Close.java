package io.fanfare.testing;

/**
 * How a connection ended.
 *
 * @param code the WebSocket close code; 1005 when the close frame had none, 1006 when there was no close frame
 */
public record Close(int code, String reason) {

    static final int NO_CODE = 1005;
    static final int NO_CLOSE_FRAME = 1006;
}
