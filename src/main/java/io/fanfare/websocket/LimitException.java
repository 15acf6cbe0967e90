package io.fanfare.websocket;

/** A client has reached a limit; its session ends with 4509. The message names the limit. */
final class LimitException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    LimitException(String message) {
        super(message, null, false, false);
    }
}
