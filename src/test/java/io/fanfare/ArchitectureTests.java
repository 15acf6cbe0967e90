package io.fanfare;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;

/** The packages, what each may use, and what none may do. */
class ArchitectureTests {

    private static final String ROOT = "io.fanfare";

    private static final Map<String, Set<String>> MAY_USE = table();

    private static final JavaClasses PRODUCTION = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // what an earlier build has prepared
            .withImportOption(location -> !location.contains("__"))
            .importPackages(ROOT);

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> table = new LinkedHashMap<>();
        row(table, "event");
        row(table, "stomp", "event");
        row(table, "security", "event");
        row(table, "limit", "security");
        row(table, "session", "event", "stomp", "security");
        row(table, "fanout", "event", "stomp", "session");
        row(table, "history", "event", "session", "fanout");
        row(table, "broker", "event", "fanout", "history", "security", "limit");
        row(table, "relay", "event", "fanout", "history", "security", "limit", "broker");
        row(table, "presence", "event", "session", "fanout", "broker");
        row(table, "websocket", allAboveBut(table, "relay"));
        row(table, "http", allAboveBut(table, "relay", "websocket"));
        row(table, "tracing", "event", "broker");
        row(table, "ops", allAboveBut(table));
        row(table, "console", "websocket");
        return table;
    }

    /**
     * What a package may use brings along what that one may use, since types of both meet in its signatures. Only rows
     * further up can be named, so there is no cycle.
     */
    private static void row(Map<String, Set<String>> table, String name, String... mayUse) {
        Set<String> all = new TreeSet<>();
        for (String used : mayUse) {
            all.add(used);
            all.addAll(requireNonNull(table.get(used), used));
        }
        table.put(name, all);
    }

    private static String[] allAboveBut(Map<String, Set<String>> table, String... but) {
        Set<String> above = new TreeSet<>(table.keySet());
        above.removeAll(Set.of(but));
        return above.toArray(String[]::new);
    }

    static Set<String> packagesOfTheTable() {
        return MAY_USE.keySet();
    }

    @ParameterizedTest
    @MethodSource("packagesOfTheTable")
    void aPackageUsesOnlyWhatTheTableAllows(String name) {
        String[] allowed = Stream.concat(Stream.of(name), requireNonNull(MAY_USE.get(name)).stream())
                .map(ArchitectureTests::qualified)
                .toArray(String[]::new);
        check(classes()
                .that()
                .resideInAPackage(qualified(name))
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed))));
    }

    @Test
    void thePackagesAreThoseOfTheTable() {
        Set<String> found = PRODUCTION.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());
        Set<String> expected =
                MAY_USE.keySet().stream().map(ArchitectureTests::qualified).collect(Collectors.toSet());
        expected.add(ROOT);
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<String> marked = PRODUCTION.stream()
                .filter(type -> type.getSimpleName().equals("package-info"))
                .filter(type -> type.isAnnotatedWith(NullMarked.class))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertThat(marked)
                .isEqualTo(PRODUCTION.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()));
    }

    @Test
    void theRootPackageHoldsTheApplicationAlone() {
        check(noClasses()
                .that()
                .doNotHaveSimpleName("FanfareApplication")
                .and()
                .doNotHaveSimpleName("package-info")
                .should()
                .resideInAPackage(ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"event", "stomp", "fanout", "history", "limit"})
    void corePackagesArePlainJavaExceptTheirSettings(String name) {
        check(noClasses()
                .that()
                .resideInAPackage(qualified(name))
                .and(DescribedPredicate.not(ARE_SETTINGS))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.springframework.."));
    }

    @Test
    void noFieldIsInjected() {
        check(NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
    }

    /** But the command whose answer that is. */
    @Test
    void nobodyElsePrintsToStandardStreams() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                PRODUCTION.that(DescribedPredicate.not(type(FanfareApplication.class))));
    }

    @Test
    void nobodyUsesJavaUtilLogging() {
        check(noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging"));
    }

    private static final DescribedPredicate<JavaClass> ARE_SETTINGS =
            DescribedPredicate.describe("are settings", ArchitectureTests::isSettings);

    /** True for a record bound to properties, and for the records nested in it. */
    private static boolean isSettings(JavaClass type) {
        return type.isAnnotatedWith(ConfigurationProperties.class)
                || type.getEnclosingClass().map(ArchitectureTests::isSettings).orElse(false);
    }

    private static String qualified(String name) {
        return ROOT + "." + name;
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(PRODUCTION);
    }
}
