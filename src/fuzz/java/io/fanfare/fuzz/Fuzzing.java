package io.fanfare.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fuzzes each target with Jazzer, in a JVM and on a processor of its own, and fails if one finds something. Arguments: how many
 * seconds each takes, the seed of what is random (0 for another each time), then the names of the targets, or none for all.
 */
public final class Fuzzing {

    private static final Path WORK = Path.of("target/fuzz");
    private static final Pattern FINDING = Pattern.compile("(crash|timeout|oom)-.*");
    private static final int LONGEST_INPUT = 4_096;
    private static final int TOLD_OF_FINDING = 60;

    /** How long a fuzzer may take for all but fuzzing, on a busy machine. */
    private static final int START_SECONDS = 300;

    private static final int SLOWEST_INPUT_SECONDS = 20;

    private Fuzzing() {}

    public static void main(String[] arguments) throws IOException {
        int seconds = Integer.parseInt(arguments[0]);
        int seed = Integer.parseUnsignedInt(arguments[1]);
        List<Target> targets = arguments.length == 2
                ? List.of(Target.values())
                : Arrays.stream(arguments).skip(2).map(Target::valueOf).toList();
        Queue<Target> failed = new ConcurrentLinkedQueue<>();
        try (ExecutorService processors =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (Target target : targets) {
                processors.execute(() -> {
                    if (!fuzz(target, seconds, seed)) {
                        failed.add(target);
                    }
                });
            }
        }
        for (Target target : failed) {
            System.err.printf(
                    "%s found something: %s. To keep it as a seed, copy it to %s.%n",
                    target, finding(target), target.seedFolder());
        }
        System.exit(failed.isEmpty() ? 0 : 1);
    }

    private static Path folder(Target target) {
        return WORK.resolve(target.type().getSimpleName());
    }

    private static boolean fuzz(Target target, int seconds, int seed) {
        try {
            return fuzzed(target, seconds, seed);
        } catch (IOException e) {
            System.err.println(target + ": " + e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean fuzzed(Target target, int seconds, int seed) throws IOException, InterruptedException {
        Path corpus = Files.createDirectories(folder(target).resolve("corpus"));
        Process process = new ProcessBuilder(command(target, corpus, seconds, seed))
                .redirectErrorStream(true)
                .redirectOutput(log(target).toFile())
                .start();
        try {
            boolean passed = process.waitFor(seconds + START_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            synchronized (System.out) {
                System.out.printf("%s: %s%n", target, passed ? "nothing found" : "found something");
                tell(log(target), passed);
            }
            return passed;
        } finally {
            process.destroyForcibly();
        }
    }

    /** How many inputs there were and how much they covered, or the end of the log, which tells what was found. */
    private static void tell(Path log, boolean passed) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
        lines.stream()
                .skip(passed ? 0 : Math.max(0, lines.size() - TOLD_OF_FINDING))
                .filter(line -> !passed || line.contains("\tINITED") || line.contains("\tDONE"))
                .forEach(System.out::println);
    }

    /** The input that has failed last; if there is none, the fuzzer itself has, and its log says why. */
    private static Path finding(Target target) throws IOException {
        try (Stream<Path> files = Files.list(folder(target))) {
            return files.filter(file ->
                            FINDING.matcher(file.getFileName().toString()).matches())
                    .max(Comparator.comparingLong(file -> file.toFile().lastModified()))
                    .orElse(log(target));
        }
    }

    private static Path log(Target target) {
        return folder(target).resolve("log");
    }

    private static List<String> command(Target target, Path corpus, int seconds, int seed) {
        return List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "-Xmx768m",
                "-Xshare:off",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-classpath",
                System.getProperty("java.class.path") + File.pathSeparator + WORK.resolve("lib") + "/*",
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target.type().getName(),
                "--instrumentation_includes=io.fanfare.**",
                "--custom_hook_includes=io.fanfare.**",
                "--reproducer_path=" + folder(target),
                "-artifact_prefix=" + folder(target) + "/",
                "-dict=" + target.dictionary(),
                "-max_len=" + LONGEST_INPUT,
                "-timeout=" + SLOWEST_INPUT_SECONDS,
                "-max_total_time=" + seconds,
                "-seed=" + Integer.toUnsignedString(seed),
                "-rss_limit_mb=0",
                "-use_value_profile=1",
                "-print_final_stats=1",
                corpus.toString(),
                target.seedFolder().toString());
    }
}
