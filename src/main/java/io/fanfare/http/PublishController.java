package io.fanfare.http;

import io.fanfare.limit.Limit;
import io.fanfare.security.Action;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** Events written in JSON, one or many at a time. */
@Controller
@RequestMapping(path = PublishController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
final class PublishController {

    static final String PATH = "/api/v1/events";

    private final Gate gate;
    private final EventReader reader;
    private final DraftPublisher drafts;
    private final DryRun dryRun;
    private final BatchPublisher batches;

    PublishController(Gate gate, EventReader reader, DraftPublisher drafts, DryRun dryRun, BatchPublisher batches) {
        this.gate = gate;
        this.reader = reader;
        this.drafts = drafts;
        this.dryRun = dryRun;
        this.batches = batches;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    void publish(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Identity publisher = gate.admit(request, Action.PUBLISH);
        Runnable watch = gate.watch(publisher);
        boolean dry = isDry(request);
        String key = Gate.id(request);
        EventDraft draft = reader.read(RequestBody.read(request, reader.largest(), Limit.EVENT_SIZE));
        draft.idempotencyKey(key);
        watch.run();
        if (dry) {
            Answer.found(response, dryRun.of(draft, publisher));
            return;
        }
        Answer.accepted(response, drafts.publish(draft, publisher).getBytes(StandardCharsets.UTF_8));
    }

    @PostMapping(path = "/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
    void publishArray(HttpServletRequest request, HttpServletResponse response) throws IOException {
        publishBatch(request, response, JsonArray::new);
    }

    @PostMapping(
            path = "/batch",
            consumes = {"application/x-ndjson", "application/jsonl"})
    void publishLines(HttpServletRequest request, HttpServletResponse response) throws IOException {
        publishBatch(request, response, JsonLines::new);
    }

    private void publishBatch(HttpServletRequest request, HttpServletResponse response, BatchPublisher.Format format)
            throws IOException {
        Identity publisher = gate.admit(request, Action.PUBLISH);
        boolean dry = isDry(request);
        if (request.getHeader(Gate.IDEMPOTENCY_KEY) != null) {
            throw Refusal.invalid("Idempotency-Key names one event: give each event of the batch an id of its own.");
        }
        if (dry) {
            batches.dryRun(publisher, request, response, format);
        } else {
            batches.publish(publisher, gate.watch(publisher), request, response, format);
        }
    }

    private static boolean isDry(HttpServletRequest request) {
        return Parameters.of(request, DryRun.PARAMETER)
                .choice(DryRun.PARAMETER, "false", "true")
                .equals("true");
    }
}
