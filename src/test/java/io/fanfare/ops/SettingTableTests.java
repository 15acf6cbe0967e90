package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The documents name the settings that there are, with their defaults. */
class SettingTableTests {

    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("src", "docs");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`fanfare\\.[^|]*) \\| ([^|]*) \\|");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Pattern SETTING = Pattern.compile("`(fanfare\\.[a-z.-]+)[`=]");
    private static final Pattern IN_PROMETHEUS = Pattern.compile("\\b(fanfare_[a-z_]+)");

    /** Keys have names that nobody knows before. */
    private static final String KEYS = "fanfare.security.keys";

    /** Fields of lines of the log and attributes of spans. */
    private static final List<String> NO_SETTINGS = List.of("fanfare.publisher", "fanfare.source");

    @Test
    void eachSettingIsInTheTableWithItsDefaultAndNothingElseIs() {
        Map<String, String> settings = settings();
        settings.remove(KEYS);
        Map<String, String> rows = rows();
        rows.keySet().removeIf(name -> name.startsWith(KEYS + ".<name>."));
        assertThat(rows).hasSizeGreaterThan(50).containsExactlyInAnyOrderEntriesOf(settings);
    }

    @Test
    void whatThePagesCallByASettingsNameIsOneOrAMeter() throws IOException {
        Map<String, String> settings = settings();
        String meters = Files.readString(DOCS.resolve("metrics.md"));
        for (Path page : List.of(DOCS.resolve("operations.md"), DOCS.resolve("websocket-does-not-connect.md"))) {
            String text = Files.readString(page);
            assertThat(SETTING.matcher(text).results().map(name -> name.group(1)))
                    .as(page.toString())
                    .isNotEmpty()
                    .allMatch(name -> settings.containsKey(name)
                            || NO_SETTINGS.contains(name)
                            || meters.contains("`" + name + "`"));
            assertThat(IN_PROMETHEUS.matcher(text).results().map(name -> name.group(1)))
                    .as(page.toString())
                    .allMatch(name -> meters.contains("`" + name));
        }
    }

    /** By their names, with what the table shows as their default: the first words where there is none. */
    private static Map<String, String> settings() {
        try (InputStream metadata =
                SettingTableTests.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(metadata).isNotNull();
            return JsonMapper.shared()
                    .readTree(metadata)
                    .get("properties")
                    .valueStream()
                    .filter(property -> property.get("name").asString().startsWith("fanfare."))
                    .collect(Collectors.toMap(
                            property -> property.get("name").asString(),
                            property -> shown(property.path("defaultValue")),
                            (one, other) -> one,
                            TreeMap::new));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String shown(JsonNode value) {
        String text = value.isArray()
                ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
                : value.asString("");
        return text.toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> rows() {
        Map<String, String> rows = new LinkedHashMap<>();
        try {
            ROW.matcher(Files.readString(README)).results().forEach(row -> add(row, rows));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return rows;
    }

    /** A row may be of several, of which the later ones have only the last part of the name. */
    private static void add(MatchResult row, Map<String, String> rows) {
        List<String> names = quoted(row.group(1));
        List<String> defaults = quoted(row.group(2));
        String group = names.getFirst().substring(0, names.getFirst().lastIndexOf('.'));
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).startsWith(".") ? group + names.get(i) : names.get(i);
            boolean none = row.group(2).startsWith("(");
            rows.put(name, none ? "" : defaults.get(i).toLowerCase(Locale.ROOT));
        }
    }

    private static List<String> quoted(String text) {
        Matcher quoted = QUOTED.matcher(text);
        return quoted.results().map(word -> word.group(1)).toList();
    }
}
