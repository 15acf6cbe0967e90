package io.fanfare.http;

import io.fanfare.limit.AcceptPace;
import java.nio.channels.SelectableChannel;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.boot.jetty.JettyServerCustomizer;

/**
 * Gives clients that come back all at once a place to wait in until they are accepted, and accepts them at a pace. Where
 * there is no such place the kernel drops what they send without a word, and they try again after a second and more.
 *
 * @param most how many may wait; the kernel has a limit of its own ({@code net.core.somaxconn} on Linux)
 */
record AcceptQueue(int most, AcceptPace pace) implements JettyServerCustomizer {

    @Override
    public void customize(Server server) {
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof ServerConnector listening) {
                listening.setAcceptQueueSize(most);
                if (listening.getAcceptors() > 0) {
                    listening.addBean(new Paced(pace));
                }
            }
        }
    }

    /** Called by the thread that accepts, which does nothing else. */
    private record Paced(AcceptPace pace) implements SelectorManager.AcceptListener {

        @Override
        public void onAccepting(SelectableChannel channel) {
            pace.await();
        }
    }
}
