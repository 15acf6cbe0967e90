package io.fanfare.http;

/** What became of a batch's items so far, in their order. */
final class BatchReport {

    private final StringBuilder results = new StringBuilder();
    private int accepted;
    private int rejected;
    private int events;

    /** Events that are or would have been published; an item that was refused counts as one. */
    int events() {
        return events;
    }

    boolean isNothingAccepted() {
        return accepted == 0;
    }

    /** @param json what publishing it alone would have answered */
    void accepted(String json, int published) {
        accepted++;
        events += published;
        add(json);
    }

    void rejected(Refusal refusal) {
        JsonText result = new JsonText()
                .add("index", accepted + rejected)
                .add("status", refusal.status().value())
                .add("pointer", refusal.pointer())
                .add("detail", refusal.detail());
        rejected++;
        events++;
        add(result.toString());
    }

    JsonText addTo(JsonText json) {
        return json.add("accepted", accepted).add("rejected", rejected).addJson("results", "[" + results + "]");
    }

    private void add(String json) {
        if (!results.isEmpty()) {
            results.append(',');
        }
        results.append(json);
    }
}
