package io.fanfare.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A batch with one item a line; blank lines are passed over. */
final class JsonLines implements BatchItems {

    private final BatchBytes bytes;
    private final ItemBuffer line;

    /** @param largest bytes of an item */
    JsonLines(BatchBytes bytes, long largest) {
        this.bytes = bytes;
        this.line = new ItemBuffer(largest);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        int b;
        do {
            line.take();
            for (b = bytes.next(); b != '\n' && b != BatchBytes.END; b = bytes.next()) {
                line.add(b);
            }
        } while (line.isBlank() && b != BatchBytes.END);
        return line.isBlank() ? null : line.take();
    }

    @Override
    public boolean standAlone() {
        return true;
    }
}
