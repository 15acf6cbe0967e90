package io.fanfare.security;

import com.nimbusds.jose.JOSEException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that tokens could not be checked: the first, and then once a minute how many there were, since anyone can invent tokens
 * whose keys would have to be fetched. Thread-safe.
 */
final class UncheckedTokens {

    private static final Logger log = LoggerFactory.getLogger(UncheckedTokens.class);

    private final Seldom seldom = new Seldom();
    private final LongAdder untold = new LongAdder();

    void log(JOSEException failure) {
        untold.increment();
        if (seldom.isTime()) {
            log.warn("Tokens that could not be checked: {}; the last: {}", untold.sumThenReset(), failure.getMessage());
        }
    }
}
