package io.fanfare.ops;

import io.fanfare.broker.PublishListener.Refusal;
import io.fanfare.broker.Publisher.Source;
import io.fanfare.session.LineQuota;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes refused events to the log, a few of each reason a minute. */
final class PublishLog {

    private static final Logger log = LoggerFactory.getLogger(PublishLog.class);

    private final LineQuota<Refusal> quota;

    PublishLog(InstantSource clock) {
        this.quota = new LineQuota<>(Refusal.class, clock);
    }

    /** As {@link io.fanfare.broker.PublishListener} is told of it; on the publisher's thread, so that its trace is known. */
    void refused(Source source, String publisher, Refusal refusal) {
        long leftOut = quota.take(refusal);
        if (leftOut != LineQuota.NO_LINE) {
            String reason = LabelledCounter.label(refusal);
            String whose = publisher.isEmpty() ? "nobody known" : publisher;
            log.atInfo()
                    .addKeyValue("event.reason", reason)
                    .addKeyValue("fanfare.publisher", whose)
                    .addKeyValue("fanfare.source", LabelledCounter.label(source))
                    .log(
                            "Event refused: {}, of {} by {}{}",
                            reason,
                            whose,
                            LabelledCounter.label(source),
                            LineQuota.leftOut(leftOut));
        }
    }
}
