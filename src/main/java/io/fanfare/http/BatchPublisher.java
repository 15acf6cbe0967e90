package io.fanfare.http;

import io.fanfare.limit.Limit;
import io.fanfare.limit.Limits;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;

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

    void publish(Identity publisher, HttpServletRequest request, HttpServletResponse response, Format format)
            throws IOException {
        BatchReport report = new BatchReport();
        if (take(item -> drafts.publish(item, publisher), report, request, response, format)) {
            Answer.accepted(response, report.addTo(new JsonText()).toBytes());
        }
    }

    /** Tells of each item what would become of it. */
    void dryRun(Identity publisher, HttpServletRequest request, HttpServletResponse response, Format format)
            throws IOException {
        BatchReport report = new BatchReport();
        if (take(item -> dryRun.of(item, publisher).toString(), report, request, response, format)) {
            Answer.found(response, report.addTo(new JsonText()));
        }
    }

    /** Whether it came to the end of the batch; if not, the problem is told. */
    private boolean take(
            Function<EventDraft, String> taker,
            BatchReport report,
            HttpServletRequest request,
            HttpServletResponse response,
            Format format) {
        try {
            take(taker, items(request, format), report);
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

    private void take(Function<EventDraft, String> taker, BatchItems items, BatchReport report) throws IOException {
        for (byte[] item = items.next(); item != null; item = items.next()) {
            checkCount(report, 1);
            try {
                take(taker, item, report);
            } catch (EndOfBatch e) {
                throw e;
            } catch (Refusal e) {
                if (e instanceof MalformedJson && !items.standAlone()) {
                    throw e;
                }
                refusals.count(e);
                report.rejected(e);
            }
        }
    }

    private void take(Function<EventDraft, String> taker, byte[] item, BatchReport report) {
        if (item.length > reader.largest()) {
            throw Refusal.tooLarge(null, "The item is larger than an event can be: send it less.");
        }
        EventDraft draft = reader.read(item);
        checkCount(report, draft.size());
        report.accepted(taker.apply(draft), draft.size());
    }

    private void checkCount(BatchReport report, int more) {
        if (report.events() + more > limits.batchItems()) {
            throw new EndOfBatch(limits.batchItems());
        }
    }
}
