package io.fanfare.http;

import io.fanfare.event.PayloadJson;
import io.fanfare.event.Utf8;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;

/** Reads JSON as RFC 8259 has it: UTF-8, no name twice in an object, nothing behind the value, and not too deep. */
final class StrictJson {

    private StrictJson() {}

    /**
     * Parses a document. Where the content is refused, the rest is still parsed, since bad syntax matters more.
     *
     * @param content starts before the first token, and leaves the parser behind the last one it wants
     * @throws MalformedJson if it is no such JSON
     */
    static void parse(byte[] json, Consumer<JsonParser> content) {
        if (!Utf8.isValid(json)) {
            throw new MalformedJson("The JSON is not valid UTF-8: encode it anew.");
        }
        try (JsonParser parser = PayloadJson.FACTORY.createParser(ObjectReadContext.empty(), json)) {
            try {
                content.accept(parser);
            } catch (Refusal refusal) {
                drain(parser);
                throw refusal;
            }
            drain(parser);
        } catch (StreamConstraintsException e) {
            throw new MalformedJson(
                    "The JSON is nested deeper than " + PayloadJson.DEEPEST + " levels" + place(e) + ".");
        } catch (JacksonException e) {
            throw new MalformedJson(explanation(e));
        }
    }

    private static void drain(JsonParser parser) {
        if (parser.currentToken() == null) {
            throw new MalformedJson("There is no JSON: send some.");
        }
        boolean last = parser.streamReadContext().getNestingDepth() == 0;
        while (parser.nextToken() != null) {
            if (last) {
                throw new MalformedJson("Something stands behind the JSON's end: send one value.");
            }
            last = parser.streamReadContext().getNestingDepth() == 0;
        }
    }

    private static String explanation(JacksonException e) {
        return String.valueOf(e.getOriginalMessage()).startsWith("Duplicate")
                ? "A name stands twice in one JSON object" + place(e) + ": remove one."
                : "This is not valid JSON" + place(e) + ": mend it there.";
    }

    private static String place(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        return at == null || at.getLineNr() < 0 ? "" : ", at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
