package io.fanfare.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A program of this package as a process that runs only while nobody else wants the processor: on a machine of its own it
 * would not take those of the service, nor of whoever measures it. For Linux only; that holds among the processes of one
 * terminal, or among all once {@code kernel.sched_autogroup_enabled} is 0.
 */
final class Elsewhere {

    private final Process process;

    private Elsewhere(Process process) {
        this.process = process;
    }

    /** Starts a program with Java's options of this process left out. */
    static Elsewhere start(Class<?> program, List<String> arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("chrt", "--idle", "0", java, "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(program.getName());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        return new Elsewhere(builder.start());
    }

    /**
     * Waits until it prints a line.
     *
     * @throws IOException if it prints another, or ends
     */
    void awaitLine(String expected) throws IOException {
        String line = process.inputReader(UTF_8).readLine();
        if (!expected.equals(line)) {
            throw new IOException("It was to say '" + expected + "', and said '" + line + "'");
        }
    }

    /** Writes a line to it. */
    void begin() throws IOException {
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /**
     * Ends its input and reads what else it prints, to its end.
     *
     * @throws IOException if it fails
     */
    String end() throws IOException {
        process.getOutputStream().close();
        String said = process.inputReader(UTF_8).lines().collect(Collectors.joining("\n"));
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("It failed, and said '" + said + "'");
        }
        return said;
    }
}
