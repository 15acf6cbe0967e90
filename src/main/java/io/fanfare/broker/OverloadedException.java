package io.fanfare.broker;

/** The fan-out is too far behind to take more events now. */
public class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public OverloadedException() {
        super(
                "Too many accepted events still wait for the fan-out (fanfare.limits.waiting-events): try again later.",
                null,
                false,
                false);
    }

    /** For another reason. */
    OverloadedException(String message) {
        super(message, null, false, false);
    }
}
