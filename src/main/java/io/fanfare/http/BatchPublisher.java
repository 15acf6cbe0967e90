package io.fanfare.http;

import io.fanfare.limit.Limit;
import io.fanfare.limit.Limits;
import io.fanfare.security.Identity;
import io.fanfare.security.UnauthenticatedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;

/**
 * Publishes the items of a batch as they come in. An item that is refused leaves the others be. Where a batch cannot be read
 * or published to its end, the problem tells what became of the items until then.
 */
final class BatchPublisher {

    /** How a batch divides into items. */
    @FunctionalInterface
    interface Format {
        BatchItems items(BatchBytes bytes, long largestItem);
    }

    private final EventReader reader;
    private final DraftPublisher drafts;
    private final DryRun dryRun;
    private final EarlyRefusals refusals;
    private final Limits limits;

    BatchPublisher(EventReader reader, DraftPublisher drafts, DryRun dryRun, EarlyRefusals refusals, Limits limits) {
        this.reader = reader;
        this.drafts = drafts;
        this.dryRun = dryRun;
        this.refusals = refusals;
        this.limits = limits;
    }

    /** @param watch throws once the publisher does not hold any more; from then on items are refused */
    void publish(
            Identity publisher, Runnable watch, HttpServletRequest request, HttpServletResponse response, Format format)
            throws IOException {
        BatchReport report = new BatchReport();
        if (take(handIn(publisher, watch), report, request, response, format)) {
            Answer.accepted(response, report.addTo(new JsonText()).toBytes());
        }
    }

    private Function<EventDraft, Supplier<String>> handIn(Identity publisher, Runnable watch) {
        return item -> {
            watch.run();
            return drafts.handIn(item, publisher);
        };
    }

    /** Tells of each item what would become of it. */
    void dryRun(Identity publisher, HttpServletRequest request, HttpServletResponse response, Format format)
            throws IOException {
        BatchReport report = new BatchReport();
        if (take(item -> told(dryRun.of(item, publisher).toString()), report, request, response, format)) {
            Answer.found(response, report.addTo(new JsonText()));
        }
    }

    private static Supplier<String> told(String answer) {
        return () -> answer;
    }

    /** Whether it came to the end of the batch; if not, the problem is told. */
    private boolean take(
            Function<EventDraft, Supplier<String>> taker,
            BatchReport report,
            HttpServletRequest request,
            HttpServletResponse response,
            Format format) {
        try {
            ItemsInFlight flying = new ItemsInFlight(limits.publishesInFlight(), report, refusals);
            try {
                take(taker, items(request, format), report, flying);
            } finally {
                flying.finish();
            }
            return true;
        } catch (IOException | RuntimeException e) {
            Problem problem = Problems.of(e);
            refusals.count(request, e, problem.status());
            problem.send(request, response, report.addTo(problem.json()));
            return false;
        }
    }

    private BatchItems items(HttpServletRequest request, Format format) throws IOException {
        long limit = limits.batchSize().toBytes();
        RequestBody.checkSize(request.getContentLengthLong(), limit, Limit.BATCH_SIZE);
        return format.items(new BatchBytes(request.getInputStream(), limit), reader.largest());
    }

    private void take(
            Function<EventDraft, Supplier<String>> taker, BatchItems items, BatchReport report, ItemsInFlight flying)
            throws IOException {
        for (byte[] item = items.next(); item != null; item = items.next()) {
            checkCount(report, flying, 1);
            try {
                take(taker, item, report, flying);
            } catch (EndOfBatch e) {
                throw e;
            } catch (UnauthenticatedException e) {
                flying.finish();
                if (report.isNothingAccepted()) {
                    throw e;
                }
                flying.add(refusal(new Refusal(HttpStatus.UNAUTHORIZED, e.message())), 1);
            } catch (Refusal e) {
                if (e instanceof MalformedJson && !items.standAlone()) {
                    throw e;
                }
                flying.add(refusal(e), 1);
            }
        }
    }

    /** In its place among the answers. */
    private static Supplier<String> refusal(Refusal refusal) {
        return () -> {
            throw refusal;
        };
    }

    private void take(
            Function<EventDraft, Supplier<String>> taker, byte[] item, BatchReport report, ItemsInFlight flying) {
        if (item.length > reader.largest()) {
            throw Refusal.tooLarge(null, "The item is larger than an event can be: send it less.");
        }
        EventDraft draft = reader.read(item);
        checkCount(report, flying, draft.size());
        flying.add(taker.apply(draft), draft.size());
    }

    /** One that is refused counts as one event, which shows with its answer. */
    private void checkCount(BatchReport report, ItemsInFlight flying, int more) {
        if (report.events() + flying.events() + more > limits.batchItems()) {
            flying.finish();
        }
        if (report.events() + flying.events() + more > limits.batchItems()) {
            throw new EndOfBatch(limits.batchItems());
        }
    }
}
