package io.fanfare.relay;

import io.fanfare.event.DestinationPattern;
import io.fanfare.stomp.StompCommand;
import java.io.IOException;

/**
 * Binds the stream to RabbitMQ's exchange for topics, so that what others publish there stands in it. In STOMP that is what
 * subscribing does; the one message that comes is never acknowledged, so none follows. To unsubscribe would delete the stream.
 */
final class ForeignBinding implements UpstreamLink.Use {

    private final RelaySettings settings;

    ForeignBinding(RelaySettings settings) {
        this.settings = settings;
    }

    @Override
    public void use(UpstreamConnection connection) throws IOException {
        for (String pattern : settings.foreign()) {
            connection.send(
                    StompCommand.SUBSCRIBE,
                    StreamConsumer.declaring(pattern, UpstreamName.of(DestinationPattern.parse(pattern)), settings)
                            .add("x-queue-name", settings.stream())
                            .add("prefetch-count", "1")
                            .add("x-stream-offset", "next"));
        }
        connection.read(frame -> {});
    }
}
