package io.fanfare.broker;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of the last events that had an id, so that none is published twice. Guarded by the log's lock. */
final class PublishedIds {

    private record Key(String publisher, String id) {}

    @SuppressWarnings("ArrayRecordComponent")
    private record Known(byte[] fingerprint, List<Publication> publications) {}

    private final int limit;
    private final Map<Key, Known> known = new HashMap<>();
    private final Deque<Key> oldestFirst = new ArrayDeque<>();
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
        Known before = id == null ? null : known.get(new Key(submission.publisher(), id));
        if (before == null || before.publications.getFirst().position().offset() <= horizon) {
            return null;
        }
        if (!Arrays.equals(before.fingerprint, submission.fingerprint())) {
            throw new IdConflictException(before.publications.getFirst());
        }
        return before.publications.stream().map(Publication::asDuplicate).toList();
    }

    /** What was published under an id, whoever it was; nothing if that is not remembered. Looks at all, for operators. */
    List<Publication> find(String id) {
        return known.entrySet().stream()
                .filter(entry -> entry.getKey().id.equals(id))
                .flatMap(entry -> entry.getValue().publications.stream())
                .toList();
    }

    void clear() {
        known.clear();
        oldestFirst.clear();
        size = 0;
    }

    void add(Submission submission, List<Publication> publications) {
        String id = submission.id();
        if (id == null || limit == 0) {
            return;
        }
        Key key = new Key(submission.publisher(), id);
        Known replaced = known.put(key, new Known(submission.fingerprint(), List.copyOf(publications)));
        if (replaced != null) {
            oldestFirst.remove(key);
            size -= replaced.publications.size();
        }
        oldestFirst.add(key);
        size += publications.size();
        while (size > limit && oldestFirst.size() > 1) {
            Known oldest = known.remove(oldestFirst.remove());
            size -= oldest == null ? 0 : oldest.publications.size();
        }
    }
}
