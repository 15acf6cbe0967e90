package io.fanfare.http;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.jetty.JettyServerCustomizer;

/** Sees to it that Jetty refuses what Fanfare would, and as Fanfare does. */
final class ContainerRefusals implements JettyServerCustomizer {

    @Override
    public void customize(Server server) {
        server.setErrorHandler(new ProblemHandler());
        for (Connector connector : server.getConnectors()) {
            connector.getConnectionFactories().forEach(protocol -> {
                if (protocol instanceof HttpConfiguration.ConnectionFactory http) {
                    http.getHttpConfiguration().addCustomizer(new NoTrace());
                }
            });
        }
    }
}
