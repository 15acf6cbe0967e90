package io.fanfare.http;

import io.fanfare.limit.Limit;
import io.fanfare.limit.Limits;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

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
    private final EarlyRefusals refusals;
    private final Limits limits;

    BatchPublisher(EventReader reader, DraftPublisher drafts, EarlyRefusals refusals, Limits limits) {
        this.reader = reader;
        this.drafts = drafts;
        this.refusals = refusals;
        this.limits = limits;
    }

    void publish(Identity publisher, HttpServletRequest request, HttpServletResponse response, Format format)
            throws IOException {
        BatchReport report = new BatchReport();
        try {
            publish(publisher, items(request, format), report);
        } catch (IOException | RuntimeException e) {
            Problem problem = Problems.of(e);
            refusals.count(request, e, problem.status());
            problem.send(request, response, report.addTo(problem.json()));
            return;
        }
        Answer.accepted(response, report.addTo(new JsonText()).toBytes());
    }

    private BatchItems items(HttpServletRequest request, Format format) throws IOException {
        long limit = limits.batchSize().toBytes();
        RequestBody.checkSize(request.getContentLengthLong(), limit, Limit.BATCH_SIZE);
        return format.items(new BatchBytes(request.getInputStream(), limit), reader.largest());
    }

    private void publish(Identity publisher, BatchItems items, BatchReport report) throws IOException {
        for (byte[] item = items.next(); item != null; item = items.next()) {
            checkCount(report, 1);
            try {
                publish(publisher, item, report);
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

    private void publish(Identity publisher, byte[] item, BatchReport report) {
        if (item.length > reader.largest()) {
            throw Refusal.tooLarge(null, "The item is larger than an event can be: send it less.");
        }
        EventDraft draft = reader.read(item);
        checkCount(report, draft.size());
        report.accepted(drafts.publish(draft, publisher), draft.size());
    }

    private void checkCount(BatchReport report, int more) {
        if (report.events() + more > limits.batchItems()) {
            throw new EndOfBatch(limits.batchItems());
        }
    }
}
