package io.fanfare.websocket;

import io.fanfare.limit.DestinationBounds;
import io.fanfare.limit.LimitCounts;
import io.fanfare.limit.Rates;
import io.fanfare.limit.SessionRates;
import io.fanfare.limit.SubscribedDestinations;
import io.fanfare.limit.UserConnections;

/**
 * What bounds clients beyond {@link io.fanfare.limit.Limits}.
 *
 * @param counts how often a limit was reached
 */
record ClientLimits(
        Rates rates,
        DestinationBounds bounds,
        UserConnections users,
        SubscribedDestinations destinations,
        LimitCounts counts) {

    /** Those of a session that begins, which may have so many subscriptions. */
    SessionRates sessionRates(int subscriptions) {
        return new SessionRates(rates, subscriptions);
    }
}
