package io.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fanfare.event.DestinationPattern;
import io.fanfare.session.Session;
import io.fanfare.session.SessionListener;
import io.fanfare.session.Sessions;
import io.fanfare.session.SlowConsumer;
import io.fanfare.testing.BlockingConnection;
import io.fanfare.testing.Seed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A socket that is now quick and now slow, by chance: what was not sent is announced, and nothing else. */
class BacklogTests {

    private static final int EVENTS = 2_000;
    private static final int DESTINATIONS = 4;
    private static final Pattern MESSAGE = Pattern.compile(
            "(?s)MESSAGE\n.*?(?:gap-after:[^\n]*-(-?\\d+)\n)?destination:/topic/(\\d)\nmessage-id:[^\n]*-(\\d+)\n.*");

    private final LongAdder skipped = new LongAdder();
    private final Sessions sessions = Doubles.sessions(new SessionListener() {
        @Override
        public void skipped(SlowConsumer policy, long events) {
            skipped.add(events);
        }
    });

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DISCONNECT")
    void whatWasSkippedIsAnnouncedAndNothingElse(SlowConsumer policy) {
        RandomGenerator random = Seed.random();
        BlockingConnection connection = new BlockingConnection();
        Session session = Doubles.session(sessions, connection, null);
        Subscription subscription = new Fanout(1, new SlowConsumerSettings(policy, List.of()))
                .subscription(session, "sub-0", DestinationPattern.parse("/topic/*"));
        Backlog backlog = subscription.backlog();
        assertThat(backlog).isNotNull();
        for (int i = 0; i < EVENTS; i++) {
            MessageFrame frame = Doubles.frame("/topic/" + random.nextInt(DESTINATIONS), i, 1 + random.nextInt(20_000));
            backlog.offer(new Run(List.of(frame), true));
            session.outbox().flush();
            if (connection.isWriting() && random.nextInt(i % 500 < 250 ? 10 : 2) == 0) {
                connection.complete();
            }
        }
        await().until(() -> {
            connection.completeAll();
            return session.heldBytes().get() == 0 && session.outbox().bytes() == 0;
        });
        check(connection.messages(), policy);
        assertThat(session.isClosing()).isFalse();
    }

    private void check(List<String> messages, SlowConsumer policy) {
        assertThat(messages).hasSizeLessThan(EVENTS);
        assertThat(messages.size() + skipped.sum()).isEqualTo(EVENTS);
        Map<String, Integer> last = new HashMap<>();
        int before = -1;
        for (String text : messages) {
            Matcher message = MESSAGE.matcher(text);
            assertThat(message.matches()).as(text).isTrue();
            int offset = Integer.parseInt(message.group(3));
            assertThat(offset).isGreaterThan(before);
            if (message.group(1) != null) {
                int gap = Integer.parseInt(message.group(1));
                int known = policy == SlowConsumer.DROP_OLDEST ? before : last.getOrDefault(message.group(2), -1);
                assertThat(gap).isGreaterThanOrEqualTo(known).isLessThan(offset);
            } else if (policy == SlowConsumer.DROP_OLDEST) {
                assertThat(offset).isEqualTo(before + 1);
            }
            before = offset;
            last.put(message.group(2), offset);
        }
        assertThat(before).isEqualTo(EVENTS - 1);
    }
}
