package io.fanfare.security;

import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.metaAnnotatedWith;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;

/** Proves that every row of the table of attacks, S1 to S24, has a test that is named after it. */
class AttackTableTests {

    private static final int ROWS = 24;
    private static final Pattern NAME = Pattern.compile("s(\\d+)[A-Z].*");

    @Test
    void everyRowHasATestAndEveryTestItsRow() {
        Set<Integer> tested = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS).importPackages("io.fanfare").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(metaAnnotatedWith(Testable.class))
                        .map(JavaMethod::getName)
                        .map(NAME::matcher)
                        .filter(Matcher::matches)
                        .map(name -> Integer.valueOf(name.group(1)))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(tested)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, ROWS).boxed().toList());
    }
}
