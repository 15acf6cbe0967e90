package io.fanfare.websocket;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.ClassUtils;

/** Proves that every row of the conformance table has a test that is named after it. */
class StompConformanceTableTests {

    private static final String ROWS = """
            F1 F2 F3 F4 F5 F6 F7 F8 F9 F10 F11 F12 F13 F14 F15 F16 F17 F18 F19
            C1 C2 C3 C4 C5 C6 C7 C8 C9 C10 C11 C12
            H1 H2 H3 H4 H5 H6 H7
            R1 R2 R3 S1 S2 S3 S4 U1 U2 U3 U4 U5 A1 A2 A3 A4 A5 A6 T1 T2 T3 D1 D2 D3 X1 X2
            M1 M2 M3 E1 E2 E3
            """;

    @Test
    void everyRowHasATestAndEveryTestItsRow() throws IOException {
        Set<String> tested = testMethods().map(StompConformanceTableTests::row).collect(toCollection(TreeSet::new));
        assertThat(tested).containsExactlyInAnyOrder(ROWS.split("\\s+"));
    }

    private static Stream<Method> testMethods() throws IOException {
        String folder = ClassUtils.classPackageAsResourcePath(StompConformanceTableTests.class);
        Resource[] classes = new PathMatchingResourcePatternResolver()
                .getResources("classpath*:" + folder + "/StompConformance*Tests.class");
        return Arrays.stream(classes)
                .map(StompConformanceTableTests::load)
                .filter(type -> type != StompConformanceTableTests.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class));
    }

    private static Class<?> load(Resource resource) {
        String file = String.valueOf(resource.getFilename());
        String name = StompConformanceTableTests.class.getPackageName() + "." + file.replace(".class", "");
        return ClassUtils.resolveClassName(name, StompConformanceTableTests.class.getClassLoader());
    }

    private static String row(Method test) {
        return test.getName().replaceFirst("_.*", "");
    }
}
