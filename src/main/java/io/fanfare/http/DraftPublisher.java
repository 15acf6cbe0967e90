package io.fanfare.http;

import io.fanfare.broker.Handed;
import io.fanfare.broker.IdConflictException;
import io.fanfare.broker.InvalidEventException;
import io.fanfare.broker.MovedException;
import io.fanfare.broker.Publication;
import io.fanfare.broker.Publisher;
import io.fanfare.broker.Submission;
import io.fanfare.event.Event;
import io.fanfare.limit.LimitException;
import io.fanfare.security.ForbiddenException;
import io.fanfare.security.Identity;
import io.fanfare.security.UnauthenticatedException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Publishes what was read, and says what became of it. */
final class DraftPublisher {

    private final Publisher publishing;
    private final InstantSource clock;

    DraftPublisher(Publisher publisher, InstantSource clock) {
        this.publishing = publisher;
        this.clock = clock;
    }

    /**
     * Publishes to all of a draft's destinations, or to none.
     *
     * @return JSON: a publication, or a list of them where there may be many destinations
     * @throws Refusal with a pointer to the field at fault
     */
    String publish(EventDraft draft, Identity publisher) {
        return handIn(draft, publisher).get();
    }

    /**
     * Hands it in; what is asked for later waits for the answer.
     *
     * @throws Refusal as {@link #publish}; or that is thrown later
     */
    Supplier<String> handIn(EventDraft draft, Identity publisher) {
        Submission submission = draft.submission(publisher, clock.millis());
        Handed handed = attempt(draft, submission, () -> publishing.handIn(submission, Publisher.Source.HTTP));
        return () -> {
            List<Publication> publications = attempt(draft, submission, handed::await);
            return draft.isForMany()
                    ? list(publications)
                    : Answer.of(publications.getFirst()).toString();
        };
    }

    private <T> T attempt(EventDraft draft, Submission submission, Supplier<T> step) {
        try {
            return step.get();
        } catch (InvalidEventException e) {
            throw new RefusedByPublisher(pointer(e, draft, submission.events()), e);
        } catch (LimitException e) {
            throw new LimitRefusal(e);
        } catch (IdConflictException e) {
            throw new RefusedByPublisher(e);
        } catch (MovedException e) {
            throw new RefusedByPublisher(e);
        } catch (UnauthenticatedException e) {
            throw new RefusedByPublisher(e);
        } catch (ForbiddenException e) {
            throw new RefusedByPublisher(draft.isForMany() ? "/destinations" : "/destination", e);
        }
    }

    private static String list(List<Publication> publications) {
        return publications.stream()
                .map(publication -> Answer.of(publication).toString())
                .collect(Collectors.joining(",", "[", "]"));
    }

    private String pointer(InvalidEventException e, EventDraft draft, List<Event> events) {
        boolean oneOfMany = draft.isForMany() && e.field().equals("destination");
        return oneOfMany ? "/destinations/" + firstRefused(events) : "/" + e.field();
    }

    private int firstRefused(List<Event> events) {
        int index = 0;
        while (isAccepted(events.get(index))) {
            index++;
        }
        return index;
    }

    private boolean isAccepted(Event event) {
        try {
            publishing.check(event);
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }
}
