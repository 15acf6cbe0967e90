package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.session.Burst;
import io.fanfare.session.CloseReason;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompDecoder;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompLimits;
import io.fanfare.stomp.StompVersion;
import io.fanfare.testing.CapturingConnection;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the server may answer to the frames of one client: first CONNECTED, once, or an ERROR; each RECEIPT that was asked for
 * once, unless the session ends; MESSAGEs of subscriptions that were begun; an ERROR as the last, and a close behind it.
 */
final class ExpectedAnswers {

    private static final StompLimits WIDE = new StompLimits(1 << 24, 1_000, 1 << 20);

    private final StompDecoder client;
    private final CapturingConnection connection;
    private final List<String> receipts = new ArrayList<>();
    private final Set<String> subscriptions = new HashSet<>();
    private @Nullable StompVersion version;
    private boolean over;

    /** @param limits of the client's frames */
    ExpectedAnswers(StompLimits limits, CapturingConnection connection) {
        this.client = new StompDecoder(limits);
        this.connection = connection;
    }

    /** The client sends this next. */
    void expect(byte[] bytes) {
        if (over) {
            return;
        }
        try {
            client.decode(ByteBuffer.wrap(bytes), this::expect);
        } catch (StompException e) {
            over = true;
        }
    }

    private void expect(StompFrame frame) {
        if (over) {
            return;
        }
        if (version == null) {
            version = StompVersion.highestCommon(frame.header("accept-version"));
            client.version(version == null ? StompVersion.V1_2 : version);
            over = version == null;
            return;
        }
        String receipt = frame.header("receipt");
        if (receipt != null) {
            receipts.add(receipt);
        }
        if (frame.command() == StompCommand.SUBSCRIBE) {
            subscriptions.add(String.valueOf(frame.header("id")));
            subscriptions.add(String.valueOf(frame.header("destination")));
        }
        over = frame.command() == StompCommand.DISCONNECT;
    }

    /** Whether no more is to come. */
    boolean areComplete() {
        return !connection.closes().isEmpty() || receiptIds(answers()).size() >= receipts.size();
    }

    /** A header of the last MESSAGE so far. */
    String lastOf(String header) {
        return answers().stream()
                .filter(frame -> frame.command() == StompCommand.MESSAGE)
                .map(frame -> frame.header(header))
                .filter(Objects::nonNull)
                .reduce("", (first, second) -> second);
    }

    void check() {
        List<StompFrame> answers = answers();
        List<CapturingConnection.Closed> closes = connection.closes();
        assertThat(closes).as("closes").hasSizeLessThanOrEqualTo(1);
        assertThat(closes)
                .extracting(CapturingConnection.Closed::code)
                .doesNotContain(CloseReason.INTERNAL_ERROR.code());
        for (int i = 0; i < answers.size(); i++) {
            checkPlace(answers.get(i), i == 0, i == answers.size() - 1);
        }
        checkReceipts(receiptIds(answers), closes.isEmpty());
    }

    private void checkPlace(StompFrame answer, boolean first, boolean last) {
        switch (answer.command()) {
            case CONNECTED -> assertThat(first).as("first is CONNECTED").isTrue();
            case ERROR -> {
                assertThat(last && !connection.closes().isEmpty())
                        .as("ERROR, then a close")
                        .isTrue();
                assertThat(answer.header("message"))
                        .as("the last session left something behind")
                        .doesNotStartWith("A user has at most")
                        .doesNotStartWith("All sessions together");
            }
            case MESSAGE -> {
                assertThat(first).as("first is a MESSAGE").isFalse();
                assertThat(subscriptions).contains(answer.header("subscription"));
            }
            default -> {
                assertThat(answer.command()).isEqualTo(StompCommand.RECEIPT);
                assertThat(first).as("first is a RECEIPT").isFalse();
            }
        }
    }

    private void checkReceipts(List<String> answered, boolean open) {
        List<String> left = new ArrayList<>(receipts);
        answered.forEach(receipt ->
                assertThat(left.remove(receipt)).as("RECEIPT " + receipt).isTrue());
        if (open) {
            assertThat(left).as("receipts that were not answered").isEmpty();
        }
    }

    private static List<String> receiptIds(List<StompFrame> answers) {
        return answers.stream()
                .filter(frame -> frame.command() == StompCommand.RECEIPT)
                .map(frame -> String.valueOf(frame.header("receipt-id")))
                .toList();
    }

    private List<StompFrame> answers() {
        StompDecoder server = StompDecoder.ofServer(WIDE, Integer.MAX_VALUE);
        server.version(version == null ? StompVersion.V1_0 : version);
        List<StompFrame> answers = new ArrayList<>();
        for (Burst burst : connection.bursts()) {
            burst.forEach(message ->
                    server.decode(ByteBuffer.wrap(message.bytes(), message.offset(), message.length()), answers::add));
        }
        return answers;
    }
}
