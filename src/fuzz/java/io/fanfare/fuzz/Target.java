package io.fanfare.fuzz;

import io.fanfare.event.DestinationFuzz;
import io.fanfare.http.BatchItemsFuzz;
import io.fanfare.http.EventBodyFuzz;
import io.fanfare.stomp.SpringDecoderFuzz;
import io.fanfare.stomp.StompDecoderFuzz;
import io.fanfare.websocket.ConversationFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** All that is fuzzed: what takes any bytes and throws if something is wrong. */
enum Target {
    STOMP_DECODER(StompDecoderFuzz.class, StompDecoderFuzz::fuzzerTestOneInput, "stomp"),
    SPRING_DECODER(SpringDecoderFuzz.class, SpringDecoderFuzz::fuzzerTestOneInput, "stomp"),
    CONVERSATION(ConversationFuzz.class, ConversationFuzz::fuzzerTestOneInput, "conversation"),
    DESTINATION(DestinationFuzz.class, DestinationFuzz::fuzzerTestOneInput, "destination"),
    EVENT_BODY(EventBodyFuzz.class, EventBodyFuzz::fuzzerTestOneInput, "json"),
    BATCH_ITEMS(BatchItemsFuzz.class, BatchItemsFuzz::fuzzerTestOneInput, "json");

    @FunctionalInterface
    interface Input {
        void take(byte[] input) throws Exception;
    }

    private static final Path SEEDS = Path.of("src/fuzz/seeds");

    private final Class<?> type;
    private final Input input;
    private final String seeds;

    /** @param seeds the folder of its seeds, beside a dictionary of that name */
    Target(Class<?> type, Input input, String seeds) {
        this.type = type;
        this.input = input;
        this.seeds = seeds;
    }

    Class<?> type() {
        return type;
    }

    void take(byte[] bytes) throws Exception {
        input.take(bytes);
    }

    /** What the fuzzer begins with, and words that it should try. */
    Path seedFolder() {
        return SEEDS.resolve(seeds);
    }

    Path dictionary() {
        return SEEDS.resolve(seeds + ".dict");
    }

    List<Path> seeds() {
        try (Stream<Path> files = Files.list(seedFolder())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
