package io.fanfare.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantRuleTests {

    private static final Map<String, Object> CLAIMS = Map.of(
            "tenant",
            "acme",
            "groups",
            List.of("red", "blue", "a.b", "#"),
            "level",
            3,
            "realm",
            Map.of("name", "north"),
            "https://example.com/dotted",
            "x",
            "wild",
            "*");

    private static List<String> patterns(String rule, String user) {
        return GrantRule.parse(rule, "here").resolve(user, CLAIMS).stream()
                .map(grant -> String.valueOf(grant.pattern()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            subscribe:/topic/orders.#                   | /topic/orders.#
            subscribe:/topic/of.{user}.#                | /topic/of.alice.#
            send:/topic/{claims.tenant}.{user}          | /topic/acme.alice
            history:/topic/tenant-{claims.tenant}/#     | /topic/tenant-acme/#
            publish:/topic/level.{claims.level}         | /topic/level.3
            publish:/topic/{claims.realm.name}.*        | /topic/north.*
            publish:/topic/{claims.https://example.com/dotted} | /topic/x
            """)
    void variablesAreReplaced(String rule, String pattern) {
        assertThat(patterns(rule, "alice")).containsExactly(pattern);
    }

    @Test
    void aClaimOfManyValuesGrantsEachThatIsOnePart() {
        assertThat(patterns("subscribe:/topic/group.{claims.groups}", "alice"))
                .containsExactly("/topic/group.red", "/topic/group.blue");
    }

    @Test
    void aClaimOfVeryManyValuesGrantsABoundedNumber() {
        List<Integer> many = IntStream.range(0, 5_000).boxed().toList();
        assertThat(GrantRule.parse("subscribe:/topic/{claims.a}.{claims.b}", "here")
                        .resolve(null, Map.of("a", many, "b", many)))
                .hasSizeLessThanOrEqualTo(100);
    }

    /** Each would reach further than the rule says, or be another's. */
    @ParameterizedTest
    @ValueSource(strings = {"#", "*", "a.b", "a/b", "", "{claims.tenant}", "a b", ".", "a#", "é*"})
    void aUserWhoseNameIsNotOnePartIsGrantedNothing(String user) {
        assertThat(patterns("subscribe:/topic/of.{user}.#", user)).isEmpty();
        assertThat(patterns("subscribe:/topic/of-{user}", user)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "subscribe:/topic/{claims.missing}",
                "subscribe:/topic/{claims.wild}",
                "subscribe:/topic/{claims.realm}",
                "subscribe:/topic/{claims.tenant}.{claims.missing}.#"
            })
    void aVariableWithoutAValueGrantsNothing(String rule) {
        assertThat(patterns(rule, "alice")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            subscribe                     | is no grant: write subscribe, send
            operate:/topic/a              | is no grant: write subscribe, send
            eat:/topic/a                  | is no grant: write subscribe, send
            subscribe:/topic/a..b         | is no grant: A
            subscribe:topic/a             | begins with /topic/
            subscribe:/topic/{claim.x}    | has the variable {claim.x}: there are {user} and {claims.<name>}
            subscribe:/topic/{}           | has the variable {}
            presence:/presence/room.1     | presence is that of a topic
            ''                            | is no grant
            """)
    void whatIsNoGrantIsExplained(String rule, String words) {
        assertThatThrownBy(() -> GrantRule.parse(rule, "here"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }
}
