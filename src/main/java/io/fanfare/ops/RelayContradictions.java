package io.fanfare.ops;

import io.fanfare.history.HistorySettings;
import io.fanfare.limit.Limits;
import io.fanfare.relay.Relay;
import io.fanfare.relay.RelaySettings;

/** Refuses to start with settings that are right each by itself, but not together with a shared broker. */
final class RelayContradictions {

    private final RelaySettings relay;
    private final HistorySettings history;
    private final Limits limits;

    RelayContradictions(RelaySettings relay, HistorySettings history, Limits limits) {
        this.relay = relay;
        this.history = history;
        this.limits = limits;
    }

    /** @throws InvalidSettingsException that names the settings at odds */
    void refuse() {
        for (HistorySettings.Rule rule : history.rules()) {
            if (rule.age().compareTo(relay.window()) > 0) {
                throw new InvalidSettingsException(
                        "fanfare.relay.window (" + relay.window() + ") is shorter than the age of " + rule.pattern()
                                + " in fanfare.history.rules (" + rule.age()
                                + "): an instance that starts would not know all that others keep.",
                        "Lengthen the former or shorten the latter.");
            }
        }
        checkEvents("event-destinations", limits.eventDestinations());
        checkEvents("transaction-frames", limits.transactionFrames());
    }

    private static void checkEvents(String name, int events) {
        if (events > Relay.MOST_EVENTS) {
            throw new InvalidSettingsException(
                    "fanfare.limits." + name + " is " + events + ", but no more than " + Relay.MOST_EVENTS
                            + " events can stand in a shared log at once.",
                    "Lower it to " + Relay.MOST_EVENTS + ".");
        }
    }
}
