package io.fanfare.http;

import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.PublishListener;
import io.fanfare.broker.Publisher;
import io.fanfare.limit.LimitCounts;
import jakarta.servlet.http.HttpServletRequest;

/** Counts what is refused before it comes to the publisher, which counts what it refuses itself; and limits that are reached. */
final class EarlyRefusals {

    private final Publisher publisher;
    private final LimitCounts limits;

    EarlyRefusals(Publisher publisher, LimitCounts limits) {
        this.publisher = publisher;
        this.limits = limits;
    }

    /** Counts a request once, if it was one to publish. */
    void count(HttpServletRequest request, Throwable failure, int status) {
        String path = request.getServletPath();
        if (request.getMethod().equals("POST")
                && (path.startsWith(PublishController.PATH) || path.equals(DestinationsServlet.PATH))) {
            count(failure, status);
        }
    }

    /** Counts one item of a batch. */
    void count(Refusal item) {
        count(item, item.status().value());
    }

    private void count(Throwable failure, int status) {
        limits.count(failure);
        if (failure instanceof InvalidEventException || failure instanceof RefusedByPublisher) {
            return;
        }
        switch (status) {
            case 400, 406, 408, 413, 415 -> publisher.refused(Publisher.Source.HTTP, PublishListener.Refusal.INVALID);
            case 401, 403, 421 -> publisher.refused(Publisher.Source.HTTP, PublishListener.Refusal.FORBIDDEN);
            default -> {
                // there is no event at another path or with another method, and 503 is counted where it arises
            }
        }
    }
}
