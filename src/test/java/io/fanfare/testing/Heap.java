package io.fanfare.testing;

/** What is alive in this JVM. */
public final class Heap {

    private static final int COLLECTIONS = 3;

    private Heap() {}

    /** Bytes that are still used after all that is not has been collected. */
    public static long live() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
