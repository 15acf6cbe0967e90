package io.fanfare.stomp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StompHeadersTests {

    @Test
    void keepTheirOrderAndTheFirstOfEachName() {
        StompHeaders headers = StompHeaders.of("b", "1", "a", "2", "b", "3", "B", "4");
        List<String> seen = new ArrayList<>();
        headers.forEach((name, value) -> seen.add(name + value));
        assertThat(seen).containsExactly("b1", "a2", "B4");
        assertThat(headers.size()).isEqualTo(3);
        assertThat(headers.get("b")).isEqualTo("1");
        assertThat(headers.get("c")).isNull();
    }

    @Test
    void growAsNeeded() {
        StompHeaders headers = new StompHeaders();
        for (int i = 0; i < 100; i++) {
            headers.add("name" + i, "value" + i);
        }
        assertThat(headers.size()).isEqualTo(100);
        assertThat(headers.get("name99")).isEqualTo("value99");
    }

    @Test
    void showNoValues() {
        StompFrame frame = new StompFrame(
                StompCommand.CONNECT, StompHeaders.of("login", "bob", "passcode", "secret"), StompFrame.NO_BODY);
        assertThat(frame).hasToString("CONNECT [login, passcode]");
    }

    @Test
    void needAValueForEachName() {
        assertThatIllegalArgumentException().isThrownBy(() -> StompHeaders.of("a"));
    }
}
