package io.fanfare.http;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Items of a batch that were handed in and are not answered yet: they are answered in their order, some behind the newest. */
final class ItemsInFlight {

    private record Item(Supplier<String> answer, int events) {}

    private final int most;
    private final BatchReport report;
    private final EarlyRefusals refusals;
    private final Deque<Item> items = new ArrayDeque<>();
    private int events;

    /**
     * @param most that are under way at once
     * @param report where the answers go
     */
    ItemsInFlight(int most, BatchReport report, EarlyRefusals refusals) {
        this.most = most;
        this.report = report;
        this.refusals = refusals;
    }

    /** How many events they are. */
    int events() {
        return events;
    }

    /** One more; if there are too many, the oldest is answered. */
    void add(Supplier<String> answer, int ofEvents) {
        items.add(new Item(answer, ofEvents));
        events += ofEvents;
        if (items.size() > most) {
            answerOldest();
        }
    }

    /** Answers all. */
    void finish() {
        while (!items.isEmpty()) {
            answerOldest();
        }
    }

    private void answerOldest() {
        Item item = items.remove();
        events -= item.events;
        try {
            report.accepted(item.answer.get(), item.events);
        } catch (Refusal e) {
            refusals.count(e);
            report.rejected(e);
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /** What becomes of those behind one that has no answer is not told, for the report ends there; but it is awaited. */
    private void abandon() {
        BatchReport unsaid = new BatchReport();
        while (!items.isEmpty()) {
            Item item = items.remove();
            try {
                unsaid.accepted(item.answer.get(), item.events);
            } catch (RuntimeException e) {
                // the publisher has counted it
            }
        }
        events = 0;
    }
}
