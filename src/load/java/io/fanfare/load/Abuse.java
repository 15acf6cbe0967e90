package io.fanfare.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ways to be a nuisance, each with a connection of its own, which it goes on with until it is ended. */
enum Abuse {
    /** Subscribes to much and reads nothing; only what it writes tells it that it was ended. */
    NEVER_READ {
        @Override
        void go(StompWire wire, String heavy, CountDownLatch over) throws IOException, InterruptedException {
            wire.send(Flood.CONNECT);
            wire.send("SUBSCRIBE\nid:1\ndestination:" + heavy + "\n\n\0");
            while (!over.await(1, TimeUnit.SECONDS)) {
                wire.send("\n");
            }
        }
    },
    /** Begins a frame and does not finish it. */
    HALF_FRAMES {
        @Override
        void go(StompWire wire, String heavy, CountDownLatch over) throws IOException {
            wire.send(Flood.CONNECT);
            wire.send("SEND\ndestination:" + heavy);
            while (over.getCount() > 0) {
                wire.read(frame -> {});
            }
        }
    },
    SUBSCRIBE_STORM {
        @Override
        void go(StompWire wire, String heavy, CountDownLatch over) throws IOException {
            wire.send(Flood.CONNECT);
            String storm = "SUBSCRIBE\nid:1\ndestination:/topic/storm.#\n\n\0UNSUBSCRIBE\nid:1\n\n\0".repeat(50);
            while (over.getCount() > 0) {
                wire.send(storm);
            }
        }
    },
    /** Shakes hands, and begins anew. */
    HANDSHAKE_STORM {
        @Override
        void go(StompWire wire, String heavy, CountDownLatch over) {
            // it is over already
        }
    },
    /** Sends a frame of many megabytes. */
    HUGE_FRAMES {
        @Override
        void go(StompWire wire, String heavy, CountDownLatch over) throws IOException {
            wire.send(Flood.CONNECT);
            ByteBuffer head = ByteBuffer.allocate(PART).put((byte) 0x81).put((byte) 0xFF);
            byte[] send = "SEND\ndestination:/topic/huge\n\n".getBytes(US_ASCII);
            wire.write(head.putLong(HUGE).putInt(0).put(send).flip());
            byte[] body = new byte[PART];
            Arrays.fill(body, (byte) 'x');
            ByteBuffer part = ByteBuffer.wrap(body);
            for (long sent = 0; sent < HUGE && over.getCount() > 0; sent += PART) {
                wire.write(part.clear());
            }
        }
    };

    private static final int PART = 65_536;
    private static final long HUGE = 64L * 1024 * 1024;

    /**
     * Does its work on a WebSocket that is open.
     *
     * @param heavy where much is published
     * @param over ends it
     * @throws IOException when the service has ended it
     */
    abstract void go(StompWire wire, String heavy, CountDownLatch over) throws IOException, InterruptedException;
}
