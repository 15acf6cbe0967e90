package io.fanfare.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** A control group of the kernel whose processes have so much memory, as a container's have. */
public final class MemoryGroup implements AutoCloseable {

    private static final Path ALL = Path.of("/sys/fs/cgroup");

    private final Path folder;

    private MemoryGroup(Path folder) {
        this.folder = folder;
    }

    /** Makes one; if the kernel or whoever runs this does not allow it, it is missing. */
    public static MemoryGroup of(long bytes) {
        boolean first = Files.isDirectory(ALL.resolve("memory"));
        Path parent = first ? ALL.resolve("memory") : ALL;
        Path folder = parent.resolve(
                "fanfare-" + Long.toHexString(ThreadLocalRandom.current().nextLong()));
        try {
            if (!first) {
                Files.writeString(ALL.resolve("cgroup.subtree_control"), "+memory");
            }
            Files.createDirectory(folder);
            MemoryGroup group = new MemoryGroup(folder);
            Files.writeString(folder.resolve(first ? "memory.limit_in_bytes" : "memory.max"), Long.toString(bytes));
            return group;
        } catch (IOException refused) {
            throw Missing.because("no control group can be made here: " + refused);
        }
    }

    /** Who writes 0 there belongs to it from then on. */
    Path processes() {
        return folder.resolve("cgroup.procs");
    }

    /** Waits until its last process has ended, without which it cannot be taken away. */
    @Override
    public void close() {
        await().until(() -> Files.readAllLines(processes()).isEmpty());
        try {
            Files.delete(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
