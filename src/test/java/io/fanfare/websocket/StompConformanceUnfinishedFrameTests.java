package io.fanfare.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.StompTestClient;
import io.fanfare.testing.Topics;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Section "Framing" of the conformance table: a frame that is not finished is waited for, but not for ever. */
@FanfareServer({"fanfare.limits.frame-timeout=300ms", "fanfare.limits.connect-timeout=3s", "fanfare.stomp.heartbeat=1s"
})
class StompConformanceUnfinishedFrameTests {

    private final String topic = Topics.fresh();

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"S", "SEND\n", "SEND\ndestination:/topic/a\n\nbody", "SEND\ncontent-length:9\n\nbody\0"})
    void F19_aFrameThatIsNeverFinishedIsRefused(String start) {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send(start);
            client.expectRefusal(1002);
        }
    }

    @Test
    void F19_anUnfinishedConnectIsRefused() {
        try (StompTestClient client = StompTestClient.open(port)) {
            client.send("CONNECT\naccept-version:1.2\n");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F19_anUnfinishedFrameBehindAFinishedOneIsRefused() {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("BEGIN\ntransaction:t\nreceipt:1\n\n\0ABORT\n");
            client.expectReceipt("1");
            client.expectRefusal(1002);
        }
    }

    @Test
    void F19_bytesThatTrickleInDoNotExtendTheTime() throws InterruptedException {
        try (StompTestClient client = StompTestClient.connect(port)) {
            client.send("SEND\ndestination:" + topic + "\n\n");
            Thread trickle = Thread.ofVirtual().start(() -> {
                while (client.sendIfOpen("x")) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
                }
            });
            client.expectRefusal(1002);
            client.expectEndOfStream();
            trickle.join();
        }
    }

    @Test
    void F19_theTimeIsCountedWithinAFrameNotBetweenFrames() {
        try (StompTestClient quiet = StompTestClient.connect(port)) {
            for (int i = 0; i < 3; i++) {
                try (StompTestClient unfinished = StompTestClient.connect(port)) {
                    unfinished.send("SEND\n");
                    unfinished.expectRefusal(1002);
                }
            }
            quiet.send("\n");
            assertThat(quiet.barrier()).isEmpty();
        }
    }
}
