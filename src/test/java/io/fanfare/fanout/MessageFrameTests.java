package io.fanfare.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.session.WireForm;
import io.fanfare.stomp.StompVersion;
import org.junit.jupiter.api.Test;

class MessageFrameTests {

    @Test
    void anEventThatIsSentAgainIsEncodedOnce() {
        Head head = new Head.Cache().of("sub-0", StompVersion.V1_2, WireForm.FRAMES);
        MessageFrame first = Doubles.frame(7);
        MessageFrame again = first.again(99);
        assertThat(again.tail(head)).isSameAs(first.tail(head));
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(again.event()).isSameAs(first.event());
        assertThat(again.acceptedNanos()).isEqualTo(99);
    }
}
