package io.fanfare.websocket;

import io.fanfare.fanout.AckWindow;
import io.fanfare.fanout.Subscription;
import io.fanfare.fanout.Verdict;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompVersion;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An ACK or NACK of a message that is outstanding, or was when its subscription ended. */
record Acknowledgement(AckWindow window, long number, Verdict verdict) {

    /**
     * Finds the message that a frame acknowledges: STOMP 1.2 names it by {@code id}, 1.1 by {@code message-id} and
     * the subscription's id, 1.0 by {@code message-id}.
     *
     * @throws StompException if no such message is outstanding
     */
    static Acknowledgement of(StompFrame frame, StompVersion version, Iterable<Subscription> subscriptions) {
        if (version == StompVersion.V1_2) {
            String id = Conversation.required(frame, "id");
            return find(frame, subscriptions, null, window -> window.number(id));
        }
        String messageId = Conversation.required(frame, "message-id");
        String subscription = version == StompVersion.V1_1
                ? Conversation.required(frame, "subscription")
                : frame.header("subscription");
        return find(frame, subscriptions, subscription, window -> window.numberOf(messageId));
    }

    private static Acknowledgement find(
            StompFrame frame,
            Iterable<Subscription> subscriptions,
            @Nullable String subscriptionId,
            Function<AckWindow, OptionalLong> number) {
        for (Subscription subscription : subscriptions) {
            AckWindow window = subscription.window();
            if (window != null && (subscriptionId == null || subscriptionId.equals(subscription.id()))) {
                OptionalLong found = number.apply(window);
                if (found.isPresent()) {
                    return new Acknowledgement(window, found.getAsLong(), verdict(frame));
                }
            }
        }
        throw new StompException(frame.command() + " is for a message that is not outstanding.");
    }

    private static Verdict verdict(StompFrame frame) {
        if (frame.command() == StompCommand.ACK) {
            return Verdict.TAKEN;
        }
        return "false".equals(frame.header("requeue")) ? Verdict.REFUSED : Verdict.RETURNED;
    }

    /** Makes it so; returns how many messages that settled. */
    int settle() {
        return window.settle(number, verdict);
    }
}
