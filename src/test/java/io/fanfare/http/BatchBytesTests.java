package io.fanfare.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class BatchBytesTests {

    /** Found by fuzzing: what came in one piece with the byte too many was refused with it. */
    @Test
    void allBytesUpToTheLimitAreReadBeforeTheNextIsRefused() throws IOException {
        BatchBytes bytes = bytes(4, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(bytes.next()).isEqualTo(i);
        }
        assertThatThrownBy(bytes::next).isInstanceOf(Refusal.class).hasMessageContaining("fanfare.limits.batch-size");
    }

    @Test
    void exactlyTheLimitEndsAsUsual() throws IOException {
        BatchBytes bytes = bytes(3, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(bytes.next()).isEqualTo(i);
        }
        assertThat(bytes.next()).isEqualTo(BatchBytes.END);
        assertThat(bytes.next()).isEqualTo(BatchBytes.END);
    }

    private static BatchBytes bytes(int count, int limit) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) i;
        }
        return new BatchBytes(new ByteArrayInputStream(bytes), limit);
    }
}
