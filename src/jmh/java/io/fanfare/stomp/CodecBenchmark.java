package io.fanfare.stomp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fanfare.event.Destination;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** What one frame costs to read and to write, and one destination to parse. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

    private static final String DESTINATION = "/topic/orders.eu.4711";

    private final StompDecoder decoder = new StompDecoder(StompLimits.DEFAULT);
    private final StompHeaders message = StompHeaders.of(
            "subscription", "sub-0",
            "destination", DESTINATION,
            "message-id", "midc1z40-123456",
            "content-type", "application/json",
            "timestamp", "1764000000000");

    @Param({"128", "1024"})
    int bodySize;

    private byte[] body;
    private byte[] send;

    @Setup
    public void encodeFrames() {
        body = "x".repeat(bodySize).getBytes(UTF_8);
        StompHeaders headers = StompHeaders.of(
                "destination", DESTINATION,
                "content-type", "application/json",
                "receipt", "message-17",
                "priority", "9");
        send = StompEncoder.encode(StompCommand.SEND, StompVersion.V1_2, headers, body);
    }

    @Benchmark
    public void decodeSend(Blackhole blackhole) {
        decoder.decode(ByteBuffer.wrap(send), blackhole::consume);
    }

    @Benchmark
    public byte[] encodeMessage() {
        return StompEncoder.encode(StompCommand.MESSAGE, StompVersion.V1_2, message, body);
    }

    @Benchmark
    public Destination parseDestination() {
        return Destination.parse(DESTINATION);
    }
}
