package io.fanfare.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A batch that is a JSON array. Looks only for where its elements end; whether each is JSON shows when it is parsed, and
 * then the array is JSON if the brackets and commas found here are.
 */
final class JsonArray implements BatchItems {

    private final BatchBytes bytes;
    private final ItemBuffer element;
    private boolean started;
    private boolean ended;

    /** @param largest bytes of an item */
    JsonArray(BatchBytes bytes, long largest) {
        this.bytes = bytes;
        this.element = new ItemBuffer(largest);
    }

    @Override
    public byte @Nullable [] next() throws IOException {
        if (ended) {
            return null;
        }
        boolean first = !started;
        if (first) {
            start();
        }
        readElement();
        boolean blank = element.isBlank();
        if (blank && !(first && ended)) {
            throw new MalformedJson("The array has an empty element: remove the comma.");
        }
        return blank ? null : element.take();
    }

    @Override
    public boolean standAlone() {
        return false;
    }

    private void start() throws IOException {
        if (firstBehindSpace() != '[') {
            throw new MalformedJson("A batch is a JSON array of events, or one event a line as application/x-ndjson.");
        }
        started = true;
    }

    private void readElement() throws IOException {
        int depth = 0;
        int b = some();
        while (depth > 0 || (b != ',' && b != ']')) {
            element.add(b);
            switch (b) {
                case '"' -> readString();
                case '[', '{' -> depth++;
                case ']', '}' -> depth--;
                default -> {}
            }
            b = some();
        }
        if (b == ']') {
            end();
        }
    }

    private void end() throws IOException {
        ended = true;
        if (firstBehindSpace() != BatchBytes.END) {
            throw new MalformedJson("Something stands behind the array: send one array.");
        }
    }

    private void readString() throws IOException {
        int b;
        do {
            b = some();
            element.add(b);
            if (b == '\\') {
                element.add(some());
            }
        } while (b != '"');
    }

    private int some() throws IOException {
        int b = bytes.next();
        if (b == BatchBytes.END) {
            throw new MalformedJson("The array does not end: close it with a bracket.");
        }
        return b;
    }

    private int firstBehindSpace() throws IOException {
        int b = bytes.next();
        while (PayloadText.isSpace(b)) {
            b = bytes.next();
        }
        return b;
    }
}
