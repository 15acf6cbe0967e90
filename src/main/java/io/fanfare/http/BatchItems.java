package io.fanfare.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Divides a batch into its items while it is read. */
interface BatchItems {

    /**
     * The next item's JSON, not yet parsed, or null behind the last. One that is too large is cut off behind the limit.
     *
     * @throws Refusal if the batch cannot be read on
     */
    byte @Nullable [] next() throws IOException;

    /** Whether an item that is no JSON leaves the others whole. */
    boolean standAlone();
}
