package io.fanfare.testing;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Keeps out of the log what tests throw to see what becomes of it: whatever has {@link #MESSAGE}. */
public final class DeliberateFaults extends Filter<ILoggingEvent> {

    public static final String MESSAGE = "the test's";

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return thrown != null && MESSAGE.equals(thrown.getMessage()) ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
