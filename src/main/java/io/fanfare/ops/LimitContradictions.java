package io.fanfare.ops;

import io.fanfare.limit.Limit;
import io.fanfare.limit.Limits;
import io.fanfare.limit.Rates;
import io.fanfare.websocket.StompSettings;

/** Refuses to start with limits one of which makes what another allows impossible. */
final class LimitContradictions {

    private final Limits limits;
    private final Rates rates;
    private final StompSettings stomp;

    LimitContradictions(Limits limits, Rates rates, StompSettings stomp) {
        this.limits = limits;
        this.rates = rates;
        this.stomp = stomp;
    }

    /** @throws InvalidSettingsException that names the settings at odds */
    void refuse() {
        check(
                Limit.BYTES_PER_SECOND,
                rates.bytesPerSecond().toBytes(),
                Limit.MAX_FRAME_SIZE,
                stomp.maxFrameSize().toBytes(),
                "the largest frame would never be taken");
        check(
                Limit.PUBLISHES_PER_SECOND,
                rates.publishesPerSecond(),
                Limit.EVENT_DESTINATIONS,
                limits.eventDestinations(),
                "an event for so many would never be taken");
        check(
                Limit.PUBLISHES_PER_SECOND,
                rates.publishesPerSecond(),
                Limit.TRANSACTION_FRAMES,
                limits.transactionFrames(),
                "a transaction of so many would never be taken");
    }

    /** @param rate 0 for any number */
    private static void check(Limit rate, long perSecond, Limit limit, long atOnce, String sinceThen) {
        if (perSecond > 0 && perSecond < atOnce) {
            throw new InvalidSettingsException(
                    rate.setting() + " (" + perSecond + ") is less than " + limit.setting() + " (" + atOnce + "): "
                            + sinceThen + ".",
                    "Raise the former or lower the latter.");
        }
    }
}
