package io.fanfare.websocket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.broker.Broker;
import io.fanfare.fuzz.FuzzedService;
import io.fanfare.session.Sessions;
import io.fanfare.testing.CapturingConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/**
 * Any bytes as the frames of one client: it is answered as {@link ExpectedAnswers} says, and when it is gone, nothing of it is
 * left. {@code $token} stands for a token, {@code $ack} and {@code $id} for the {@code ack} and {@code message-id} of the last
 * MESSAGE.
 */
public final class ConversationFuzz {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration GLANCE = Duration.ofMillis(1);
    private static final int CLIENT_CLOSED = 1000;

    private static final Conversations CONVERSATIONS = FuzzedService.part(Conversations.class);
    private static final Sessions SESSIONS = FuzzedService.part(Sessions.class);
    private static final Broker BROKER = FuzzedService.part(Broker.class);

    private ConversationFuzz() {}

    /** The service starts with this class, which counts for no input's time. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] input) {
        CapturingConnection connection = new CapturingConnection();
        Inbound inbound = CONVERSATIONS.begin(connection, null, null);
        ExpectedAnswers answers =
                new ExpectedAnswers(FuzzedService.part(StompServices.class).frameLimits(), connection);
        try {
            for (int from = 0; from < input.length; ) {
                int to = endOfFrame(input, from);
                byte[] frame = filledIn(Arrays.copyOfRange(input, from, to), answers);
                answers.expect(frame);
                inbound.received(ByteBuffer.wrap(frame));
                from = to;
            }
            if (!answers.areComplete()) {
                await().pollDelay(Duration.ZERO)
                        .pollInterval(GLANCE)
                        .atMost(PATIENCE)
                        .until(answers::areComplete);
            }
            answers.check();
        } finally {
            CONVERSATIONS.end(inbound, CLIENT_CLOSED);
        }
        assertThat(inbound.session().subscriptions()).hasValue(0);
        assertThat(SESSIONS.count()).as("sessions").isZero();
        assertThat(BROKER.subscriptions()).as("subscriptions").isZero();
    }

    private static int endOfFrame(byte[] input, int from) {
        int end = from;
        while (end < input.length && input[end] != 0) {
            end++;
        }
        return Math.min(end + 1, input.length);
    }

    private static byte[] filledIn(byte[] frame, ExpectedAnswers answers) {
        String text = new String(frame, ISO_8859_1);
        if (text.indexOf('$') < 0) {
            return frame;
        }
        return text.replace("$token", FuzzedService.token())
                .replace("$ack", answers.lastOf("ack"))
                .replace("$id", answers.lastOf("message-id"))
                .getBytes(ISO_8859_1);
    }
}
