package io.fanfare.presence;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one event tells of a destination. Where only the count is kept, the others are null.
 *
 * @param joined users that were not there
 * @param changed users that have more or fewer sessions than before
 * @param left users that are not there any more
 * @param unnamed how many sessions are not told by name
 * @param count how many there are in all, behind this event
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Announcement(
        @Nullable List<UserSessions> joined,
        @Nullable List<UserSessions> changed,
        @Nullable List<String> left,
        @Nullable Integer unnamed,
        int count) {

    static Announcement of(int count) {
        return new Announcement(null, null, null, null, count);
    }

    byte[] toJson() {
        return JsonMapper.shared().writeValueAsBytes(this);
    }
}
