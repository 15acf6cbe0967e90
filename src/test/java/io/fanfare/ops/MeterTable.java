package io.fanfare.ops;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The table of all meters, made of the source of {@link MeterNames}. */
final class MeterTable {

    private static final Pattern CONSTANT = Pattern.compile(
            "/\\*\\*\\s+(?:\\* )?(Gauge|Gauge, bytes|Gauge, seconds|Counter|Timer|Latency|Summary): (.+?)\\*/\\s+static final String \\w+ = \"(.+?)\";",
            Pattern.DOTALL);

    /**
     * @param kind as its comment begins
     * @param text what it counts
     * @param name of the meter
     */
    record Row(String kind, String text, String name) {

        private static Row of(MatchResult constant) {
            String text = constant.group(2)
                    .replaceAll("\\s+(\\* )?", " ")
                    .replaceAll("\\{@code (.+?)}", "`$1`")
                    .strip();
            return new Row(constant.group(1), text, constant.group(3));
        }

        /** What it is called in Prometheus. */
        String series() {
            String series = name.replace('.', '_');
            return switch (kind) {
                case "Counter" -> "`" + series + "_total`";
                case "Timer" -> "`" + series + "_seconds_count`, `_sum`";
                case "Latency" -> "`" + series + "_within_total`, `" + series + "_seconds_count`, `_sum`";
                case "Gauge, seconds" -> "`" + series + "_seconds`";
                case "Summary" -> "`" + series + "_count`, `_sum`, `_max`";
                default -> "`" + series + "`";
            };
        }

        private String line() {
            return "| `" + name + "` | " + series() + " | " + Character.toUpperCase(text.charAt(0)) + text.substring(1)
                    + " |\n";
        }
    }

    private MeterTable() {}

    static List<Row> rows(String source) {
        return CONSTANT.matcher(source).results().map(Row::of).toList();
    }

    /** As Markdown. */
    static String of(String source) {
        StringBuilder table = new StringBuilder("| meter | in Prometheus | what it counts |\n| --- | --- | --- |\n");
        rows(source).forEach(row -> table.append(row.line()));
        return table.toString();
    }
}
