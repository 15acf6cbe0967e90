package io.fanfare.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with, and what it found once, without the fuzzer. */
class FuzzSeedTests {

    static Stream<Arguments> seeds() {
        return Arrays.stream(Target.values())
                .flatMap(target -> target.seeds().stream()
                        .map(seed ->
                                Arguments.of(target, Named.of(seed.getFileName().toString(), seed))));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSeedIsTaken(Target target, Path seed) throws Exception {
        target.take(Files.readAllBytes(seed));
    }

    @ParameterizedTest
    @EnumSource
    void everyTargetHasSeedsAndWords(Target target) {
        assertThat(target.seeds()).hasSizeGreaterThan(5);
        assertThat(target.dictionary()).isNotEmptyFile();
    }
}
