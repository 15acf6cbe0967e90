package io.fanfare.http;

import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitCounts;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NegotiatingServerConnection;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Scheduler;
import org.springframework.boot.jetty.JettyServerCustomizer;

/**
 * Ends connections that do not come to their first request in time. Jetty's idle timeout lets one go on that sends a byte now
 * and then, and no limit of connections counts it.
 */
record FirstRequests(Duration longest, LimitCounts counts) implements JettyServerCustomizer {

    @Override
    public void customize(Server server) {
        for (Connector connector : server.getConnectors()) {
            connector.addEventListener(new Opened(connector.getScheduler(), longest, counts));
        }
    }

    private record Opened(Scheduler scheduler, Duration longest, LimitCounts counts) implements Connection.Listener {

        @Override
        public void onOpened(Connection connection) {
            if (connection instanceof HttpConnection || connection instanceof NegotiatingServerConnection) {
                var _ = scheduler.schedule(() -> look(connection), longest.toNanos(), TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void onClosed(Connection connection) {
            // it is looked at all the same
        }

        @SuppressWarnings("ReferenceEquality")
        private void look(Connection connection) {
            boolean first = connection.getEndPoint().isOpen()
                    && connection.getEndPoint().getConnection() == connection
                    && connection.getMessagesIn() <= 0;
            if (first) {
                counts.reached(Limit.HANDSHAKE_TIMEOUT);
                connection.getEndPoint().close();
            }
        }
    }
}
