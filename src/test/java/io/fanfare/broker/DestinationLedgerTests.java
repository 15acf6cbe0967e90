package io.fanfare.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.Position;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DestinationLedgerTests {

    private final DestinationLedger ledger = new DestinationLedger(3);

    private void publish(String name, long offset) {
        ledger.published(Destination.parse("/topic/" + name), new Position(1, offset));
    }

    private List<String> entries() {
        List<String> entries = new ArrayList<>();
        ledger.counts()
                .forEach((destination, count) ->
                        entries.add(destination.name() + " " + count.events() + " " + count.last()));
        return entries;
    }

    @Test
    void eventsAreCountedByDestinationWithTheLastPosition() {
        publish("a", 0);
        publish("b", 1);
        publish("a", 2);
        assertThat(entries()).containsExactlyInAnyOrder("a 2 1-2", "b 1 1-1");
    }

    @Test
    void theOneUsedLongestAgoGoesWhenItIsFull() {
        publish("a", 0);
        publish("b", 1);
        publish("c", 2);
        publish("a", 3);
        publish("d", 4);
        assertThat(entries()).containsExactlyInAnyOrder("c 1 1-2", "a 2 1-3", "d 1 1-4");
        assertThat(ledger.knows(Destination.parse("/topic/b"))).isFalse();
    }

    @Test
    void lookingIsNoUse() {
        publish("a", 0);
        publish("b", 1);
        publish("c", 2);
        assertThat(ledger.knows(Destination.parse("/topic/a"))).isTrue();
        assertThat(entries()).hasSize(3);
        publish("d", 3);
        assertThat(ledger.knows(Destination.parse("/topic/a"))).isFalse();
        assertThat(ledger.size()).isEqualTo(3);
    }
}
