package io.fanfare.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopTests {

    private static final byte[] BODY = "body".getBytes(UTF_8);

    private long now;
    private final Top top = new Top(() -> now);

    private void append(String destination, int sessions) {
        Event event = new Event(null, Destination.parse(destination), Set.of(), null, Map.of(), BODY, true, 0);
        top.appended("", event, sessions);
    }

    @Test
    void ofFewEventsEachIsCounted() {
        for (int i = 0; i < 1_000; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(10);
            append("/topic/a", 3);
        }
        assertThat(top.destinations(1).deliveries()).containsExactly(new SpaceSaving.Heavy("/topic/a", 3_000, 0));
        assertThat(top.destinations(1).bytes()).containsExactly(new SpaceSaving.Heavy("/topic/a", 12_000, 0));
    }

    @Test
    void whatIsNotDeliveredCountsForItsUserAndItsDestination() {
        Destination destination = Destination.parse("/topic/a");
        top.dropped("ann", destination, 3);
        top.dropped(null, destination, 2);
        top.dropped("ann", null, 1);
        assertThat(top.userDrops(1)).containsExactly(new SpaceSaving.Heavy("ann", 4, 0));
        assertThat(top.destinations(1).drops()).containsExactly(new SpaceSaving.Heavy("/topic/a", 5, 0));
    }

    @Test
    void whatIsRefusedCountsForItsPublisher() {
        top.refused("key:orders");
        top.refused("");
        top.refused("key:orders");
        assertThat(top.publishers(2).drops())
                .containsExactly(new SpaceSaving.Heavy("key:orders", 2, 0), new SpaceSaving.Heavy("(anyone)", 1, 0));
    }

    /** By chance one in so many is; what that makes of a hundred thousand a second is right within a tenth, and far beyond. */
    @Test
    void ofManyOneInSoManyIsCountedForAll() {
        int events = 2_000_000;
        for (int i = 0; i < events; i++) {
            now += TimeUnit.MICROSECONDS.toNanos(10);
            append(i % 4 == 0 ? "/topic/seldom" : "/topic/often", 1);
        }
        List<SpaceSaving.Heavy> heaviest = top.destinations(2).deliveries();
        assertThat(heaviest).extracting(SpaceSaving.Heavy::name).containsExactly("/topic/often", "/topic/seldom");
        assertThat(heaviest.getFirst().count()).isBetween(events * 27L / 40, events * 33L / 40);
        assertThat(heaviest.getLast().count()).isBetween(events * 9L / 40, events * 11L / 40);
    }
}
