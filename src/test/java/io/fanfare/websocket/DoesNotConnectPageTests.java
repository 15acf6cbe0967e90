package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that leads from symptoms to fixes knows every reason, and no other. */
class DoesNotConnectPageTests {

    private static final Path PAGE = Path.of("src/docs/websocket-does-not-connect.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final int REASON = 2;

    private static List<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line ->
                        line.startsWith("| ") && !line.startsWith("| ---") && !line.startsWith("| what you see"))
                .toList();
    }

    @Test
    void everyReasonHasARowAndEveryRowAReason() throws IOException {
        Set<String> reasons = new TreeSet<>();
        for (String row : rows()) {
            String cell = row.split("\\|", -1)[REASON];
            List<String> named =
                    CODE.matcher(cell).results().map(MatchResult::group).toList();
            assertThat(!named.isEmpty() || cell.strip().equals("none")).as(row).isTrue();
            named.forEach(code -> reasons.add(code.replace("`", "")));
        }
        assertThat(reasons)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(HandshakeRefusal.values())
                        .map(HandshakeRefusal::label)
                        .toList());
    }
}
