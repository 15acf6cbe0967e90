package io.fanfare.broker;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the last events that had an id, so that none is published twice. Guarded by the log's lock. */
final class PublishedIds {

    private record Key(String publisher, String id) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Known(byte[] fingerprint, List<Publication> publications) {}

    private final int limit;

    /** The oldest first. */
    private final Map<Key, Known> known = new LinkedHashMap<>();

    private int size;

    /** @param limit how many events are remembered */
    PublishedIds(int limit) {
        this.limit = limit;
    }

    /**
     * What became of a submission that was handed in before; null if none was with this id behind an offset.
     *
     * @throws IdConflictException if it was another
     */
    @Nullable
    List<Publication> find(Submission submission, long horizon) {
        String id = submission.id();
        Known before = id == null ? null : known.get(new Key(submission.scope(), id));
        if (before == null || before.publications.getFirst().position().offset() <= horizon) {
            return null;
        }
        if (!Arrays.equals(before.fingerprint, submission.fingerprint())) {
            throw new IdConflictException(before.publications.getFirst());
        }
        return before.publications.stream().map(Publication::asDuplicate).toList();
    }

    /** What any publisher published under an id. Looks at all, so it is for those who ask seldom. */
    List<Publication> find(String id) {
        return known.entrySet().stream()
                .filter(each -> each.getKey().id.equals(id))
                .flatMap(each -> each.getValue().publications.stream())
                .toList();
    }

    void clear() {
        known.clear();
        size = 0;
    }

    void add(Submission submission, List<Publication> publications) {
        String id = submission.id();
        if (id == null || limit == 0) {
            return;
        }
        Key key = new Key(submission.scope(), id);
        Known replaced = known.remove(key);
        known.put(key, new Known(submission.fingerprint(), List.copyOf(publications)));
        size += publications.size() - (replaced == null ? 0 : replaced.publications.size());
        Iterator<Known> oldestFirst = known.values().iterator();
        while (size > limit && known.size() > 1) {
            size -= oldestFirst.next().publications.size();
            oldestFirst.remove();
        }
    }
}
