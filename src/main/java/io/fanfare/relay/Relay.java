package io.fanfare.relay;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Connects to the broker before clients are let in, and waits a moment for what it holds. */
final class Relay implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MILLIS = 5;

    private final StreamBroker broker;
    private volatile boolean running;

    Relay(StreamBroker broker) {
        this.broker = broker;
    }

    @Override
    public void start() {
        running = true;
        broker.start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!broker.isLive() && System.nanoTime() - deadline < 0) {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!broker.isLive()) {
            log.warn("The broker's stream could not be read yet: this instance is not ready until it is");
        }
    }

    @Override
    public void stop() {
        broker.stop();
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false;
    }

    /** Before the web server, and after it. */
    @Override
    public int getPhase() {
        return 0;
    }
}
