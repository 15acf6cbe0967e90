package io.fanfare.limit;

/** A caller has reached a limit. The message names its setting; no stack trace, being the caller's doing. */
public final class LimitException extends RuntimeException implements OfLimit {

    private static final long serialVersionUID = 1L;

    private final Limit limit;

    /** @param allowed what the limit allows, in words, without a full stop */
    public LimitException(Limit limit, String allowed) {
        super(allowed + " (" + limit.setting() + ").", null, false, false);
        this.limit = limit;
    }

    @Override
    public Limit limit() {
        return limit;
    }

    public String message() {
        return String.valueOf(getMessage());
    }
}
