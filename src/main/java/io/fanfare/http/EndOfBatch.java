package io.fanfare.http;

import io.fanfare.limit.Limit;
import org.springframework.http.HttpStatus;

/** A batch has more events than a batch may have; those before were published. */
final class EndOfBatch extends LimitRefusal {

    private static final long serialVersionUID = 1L;

    /** @param most events that a batch may have */
    EndOfBatch(int most) {
        super(
                HttpStatus.CONTENT_TOO_LARGE,
                null,
                Limit.BATCH_ITEMS,
                "The batch has more than " + most + " events, each destination counted",
                "send the rest in another");
    }
}
