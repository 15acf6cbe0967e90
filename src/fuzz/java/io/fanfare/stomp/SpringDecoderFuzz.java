package io.fanfare.stomp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;

/**
 * Our decoder and Spring's, side by side: a frame that both take has the same command, headers and body. Where they differ, it
 * is a {@link SpringDifference}.
 */
public final class SpringDecoderFuzz {

    private static final StompLimits LIMITS = new StompLimits(2_000, 20, 200);

    private static final org.springframework.messaging.simp.stomp.StompDecoder SPRING =
            new org.springframework.messaging.simp.stomp.StompDecoder();

    private SpringDecoderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        StompDecoder ours = new StompDecoder(LIMITS);
        StompException refusal = null;
        int begin = 0;
        try {
            for (int i = 0; i < input.length; i++) {
                List<StompFrame> frames = new ArrayList<>();
                ours.decode(ByteBuffer.wrap(input, i, 1), frames::add);
                if (!frames.isEmpty()) {
                    compare(frames.getFirst(), Arrays.copyOfRange(input, begin, i + 1));
                    begin = i + 1;
                }
            }
        } catch (StompException e) {
            refusal = e;
        }
        compareRest(refusal, Arrays.copyOfRange(input, begin, input.length));
    }

    /** One frame that ours took, with the line ends in front of it. */
    private static void compare(StompFrame ours, byte[] bytes) {
        List<StompHeaderAccessor> theirs = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        Exception failure = spring(bytes, theirs, bodies);
        if (failure != null) {
            assertThat(SpringDifference.ofTheirRefusal(ours, failure))
                    .as("why Spring refuses what we take: %s", failure)
                    .isNotNull();
            return;
        }
        assertThat(theirs).singleElement().satisfies(accessor -> {
            assertThat(String.valueOf(accessor.getCommand()))
                    .isEqualTo(ours.command().name());
            compareHeaders(ours.headers(), accessor);
        });
        assertThat(bodies.getFirst()).isEqualTo(ours.body());
    }

    private static void compareHeaders(StompHeaders ours, StompHeaderAccessor theirs) {
        assertThat(theirs.toNativeHeaderMap()).hasSize(ours.size());
        ours.forEach((name, value) -> {
            String other = theirs.getFirstNativeHeader(name);
            boolean hidden = SpringDifference.isHidden(name, theirs);
            if (!SpringDifference.isRewritten(name, value, other)) {
                assertThat(hidden ? theirs.getPasscode() : other).as(name).isEqualTo(value);
            }
        });
    }

    /** What ours refused, or waits for the rest of. */
    private static void compareRest(@Nullable StompException refusal, byte[] bytes) {
        List<StompHeaderAccessor> theirs = new ArrayList<>();
        Exception failure = spring(bytes, theirs, new ArrayList<>());
        if (failure == null && !theirs.isEmpty()) {
            assertThat(SpringDifference.ofOurRefusal(refusal))
                    .as("why we refuse what Spring takes: %s", refusal)
                    .isNotNull();
        } else if (failure != null && refusal == null) {
            assertThat(SpringDifference.ofTheirImpatience(failure))
                    .as("why Spring refuses what we wait for: %s", failure)
                    .isNotNull();
        }
    }

    private static @Nullable Exception spring(byte[] bytes, List<StompHeaderAccessor> frames, List<byte[]> bodies) {
        try {
            for (Message<byte[]> message : SPRING.decode(ByteBuffer.wrap(bytes))) {
                StompHeaderAccessor accessor = StompHeaderAccessor.wrap(message);
                if (!accessor.isHeartbeat()) {
                    frames.add(accessor);
                    bodies.add(message.getPayload());
                }
            }
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }
}
