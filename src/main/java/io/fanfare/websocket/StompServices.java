package io.fanfare.websocket;

import io.fanfare.broker.Broker;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Queues;
import io.fanfare.fanout.Fanout;
import io.fanfare.limit.Limits;
import io.fanfare.presence.Presence;
import io.fanfare.security.Authenticator;
import io.fanfare.security.Lifetimes;
import io.fanfare.session.SessionListener;
import io.fanfare.stomp.StompLimits;
import java.time.InstantSource;

/**
 * What every conversation works with.
 *
 * @param server how this server calls itself in CONNECTED
 */
record StompServices(
        Broker broker,
        Publisher publisher,
        Queues queues,
        Fanout fanout,
        Presence presence,
        Authenticator authenticator,
        Lifetimes lifetimes,
        StompSettings settings,
        StompLimits frameLimits,
        Limits limits,
        ClientLimits clientLimits,
        SessionListener listener,
        InstantSource clock,
        String server) {}
