package io.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InboxTests {

    private final Inbox inbox = new Inbox();
    private final List<Inbox.Task> taken = new ArrayList<>();

    private static Inbox.Task mark() {
        return new Inbox.Task(null, Match.NOBODY, () -> {});
    }

    private static Inbox.Task event(int deliveries) {
        Event event = new Event(
                null,
                Destination.parse("/topic/a"),
                Set.of(),
                null,
                Map.of(),
                new byte[] {'x'},
                true,
                1_764_000_000_000L);
        return new Inbox.Task(new MessageFrame(event, new Position(1, 1), 0), new Subscription[deliveries], null);
    }

    private Inbox.Task put(Inbox.Task task) {
        inbox.put(task);
        return task;
    }

    @Test
    void tasksComeOutInTheirOrder() {
        Inbox.Task one = put(mark());
        Inbox.Task two = put(event(1));
        assertThat(inbox.first()).isSameAs(one);
        inbox.take(10, 10, taken);
        assertThat(taken).containsExactly(one, two);
        assertThat(inbox.isEmpty()).isTrue();
        assertThat(inbox.first()).isNull();
    }

    @Test
    void noMoreIsTakenThanIsAskedFor() {
        Inbox.Task one = put(event(3));
        Inbox.Task two = put(event(3));
        Inbox.Task three = put(event(3));
        inbox.take(10, 5, taken);
        assertThat(taken).containsExactly(one);
        inbox.take(2, 100, taken);
        assertThat(taken).containsExactly(one, two);
        assertThat(inbox.first()).isSameAs(three);
    }

    @Test
    void bytesAreThoseOfTheEventsThatWait() {
        long size = put(event(1)).bytes();
        put(mark());
        put(event(1));
        assertThat(size).isPositive();
        assertThat(inbox.bytes()).isEqualTo(2 * size);
        inbox.take(1, 10, taken);
        assertThat(inbox.bytes()).isEqualTo(size);
        inbox.take(10, 10, taken);
        assertThat(inbox.bytes()).isZero();
    }

    @Test
    void whatWasTakenOutIsNotHeldTogetherWithWhatIsNew() {
        Inbox.Task first = put(event(1));
        Inbox.Task last = put(event(1));
        inbox.take(10, 10, taken);
        assertThat(first.next()).isNull();
        Inbox.Task fresh = put(event(1));
        assertThat(last.next()).isSameAs(fresh);
    }
}
