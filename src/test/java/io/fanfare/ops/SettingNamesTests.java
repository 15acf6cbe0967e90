package io.fanfare.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.ResolvableType;

/** Which names are settings, where they are nested. */
class SettingNamesTests {

    private final SettingNames names = new SettingNames();

    record Doors(Duration longTime, List<String> guests, List<Rule> rules, Map<String, Key> keys, Rule rule) {}

    record Rule(String pattern, int size) {}

    record Key(String secret, List<String> grants) {}

    @BeforeEach
    void add() {
        names.add("fanfare.doors", ResolvableType.forClass(Doors.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "long-time",
                "longtime",
                "guests",
                "guests[7]",
                "rules[0].pattern",
                "rules",
                "keys.bob.secret",
                "keys[Bob.Builder].secret",
                "keys.bob.grants[0]",
                "keys.bob",
                "keys",
                "rule.size"
            })
    void theseAre(String name) {
        assertThat(names.contain(ConfigurationPropertyName.of("fanfare.doors." + name)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "longer-time",
                "long-time.x",
                "guests[0].name",
                "rules[0].patern",
                "rules.pattern",
                "keys.bob.secrt",
                "keys.secret.x",
                "rule.pattern.x"
            })
    void theseAreNot(String name) {
        assertThat(names.contain(ConfigurationPropertyName.of("fanfare.doors." + name)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "LONGTIME, true",
        "LONG_TIME, true",
        "LONG__TIME, false",
        "LON_GTIME, false",
        "GUESTS, true",
        "GUESTS_7, true",
        "GUESTS_7_, true",
        "GUESTS_X, false",
        "RULES_0_PATTERN, true",
        "RULES_0_PATERN, false",
        "KEYS_BOB_SECRET, true",
        "KEYS_BOB_SECRT, false"
    })
    void soAreTheseVariables(String variable, boolean known) {
        assertThat(names.containVariable("FANFARE_DOORS_" + variable)).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource({
        "fanfare.doors.long-tim, fanfare.doors.long-time",
        "fanfare.dors.guest, fanfare.doors.guests",
        "fanfare.rule.size, fanfare.doors.rule.size",
        "fanfare.doors.keys.robert.secrt, fanfare.doors.keys[<name>].secret",
        "fanfare.doors.rules[3].patern, fanfare.doors.rules[0].pattern"
    })
    void theNearestIsNamed(String name, String nearest) {
        assertThat(names.nearest(ConfigurationPropertyName.of(name))).isEqualTo(nearest);
    }
}
