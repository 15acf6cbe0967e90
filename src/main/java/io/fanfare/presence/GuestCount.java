package io.fanfare.presence;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fanfare.event.Destination;
import io.fanfare.event.InvalidDestinationException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What instances tell each other of a guest.
 *
 * @param sessions with how many sessions; 0 for one who has gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonIgnoreProperties(ignoreUnknown = true)
record GuestCount(String topic, @Nullable String user, int sessions) {

    /** How many are told at once. */
    static final int MOST = 500;

    static GuestCount of(Guest guest, int sessions) {
        return new GuestCount(guest.topic().toString(), guest.user(), sessions);
    }

    static byte[] toJson(List<GuestCount> counts) {
        return JsonMapper.shared().writeValueAsBytes(counts);
    }

    /** @throws IOException if that is not what an instance tells */
    static List<GuestCount> ofJson(byte[] json) throws IOException {
        try {
            List<GuestCount> counts = new ArrayList<>();
            for (GuestCount count : JsonMapper.shared().readValue(json, GuestCount[].class)) {
                count.check();
                counts.add(count);
            }
            return counts;
        } catch (JacksonException | InvalidDestinationException | NullPointerException e) {
            throw new IOException("no list of guests", e);
        }
    }

    private void check() throws IOException {
        if (sessions < 0 || guest().topic().kind() != Destination.Kind.TOPIC) {
            throw new IOException("no guest");
        }
    }

    Guest guest() {
        return new Guest(Destination.parse(topic), user);
    }
}
