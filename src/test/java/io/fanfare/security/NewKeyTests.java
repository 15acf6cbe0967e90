package io.fanfare.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NewKeyTests {

    private static final Pattern PRINTED =
            Pattern.compile("(?s).*  (fanfare_[A-Za-z0-9_-]{43})\n.*\\.secret=(\\{sha256}[0-9a-f]{64})\n.*");

    private static Matcher printed() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        NewKey.print(new PrintStream(out, true, UTF_8));
        Matcher printed = PRINTED.matcher(out.toString(UTF_8).replace("\r", ""));
        assertThat(printed.matches()).as(out.toString(UTF_8)).isTrue();
        return printed;
    }

    @Test
    void theKeyHoldsWhereItsHashIsConfigured() {
        Matcher printed = printed();
        Keys keys = new Keys();
        keys.add(printed.group(2), Identity.ofKey("shop", List.of()));
        Identity found = keys.find(Keys.hash(printed.group(1)));
        assertThat(found).isNotNull().extracting(Identity::scope).isEqualTo("key shop");
        assertThat(keys.find(Keys.hash(printed().group(1)))).isNull();
    }

    @Test
    void noTwoAreTheSame() {
        assertThat(printed().group(1)).isNotEqualTo(printed().group(1));
    }
}
