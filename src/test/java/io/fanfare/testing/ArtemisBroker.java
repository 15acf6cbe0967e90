package io.fanfare.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** A real STOMP broker within this JVM, which keeps nothing, on a port of 127.0.0.1. */
public final class ArtemisBroker implements AutoCloseable {

    private final int port;
    private EmbeddedActiveMQ server;

    public ArtemisBroker() {
        this.port = freePort();
        this.server = start();
    }

    private EmbeddedActiveMQ start() {
        try {
            EmbeddedActiveMQ fresh = new EmbeddedActiveMQ();
            fresh.setConfiguration(new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .addAcceptorConfiguration(
                            "stomp",
                            "tcp://127.0.0.1:" + port
                                    + "?protocols=STOMP;multicastPrefix=/topic/;anycastPrefix=/queue/"));
            fresh.start();
            return fresh;
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    public int port() {
        return port;
    }

    public void stop() {
        try {
            server.stop();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }

    public void restart() {
        server = start();
    }

    @Override
    public void close() {
        stop();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
