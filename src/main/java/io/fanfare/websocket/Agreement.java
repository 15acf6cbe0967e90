package io.fanfare.websocket;

import io.fanfare.stomp.HeartBeat;
import io.fanfare.stomp.StompException;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompVersion;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a CONNECT asks for, as far as this side can give it (STOMP 1.2, Connecting).
 *
 * @param heartBeat what the client promises and wants
 */
record Agreement(StompVersion version, HeartBeat heartBeat) {

    /** No version of the client's is spoken here; the ERROR names those that are. */
    static final class NoCommonVersion extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String spoken;

        private NoCommonVersion(String message, String spoken) {
            super(message, null, false, false);
            this.spoken = spoken;
        }

        String message() {
            return String.valueOf(getMessage());
        }

        String spoken() {
            return spoken;
        }
    }

    /**
     * Reads a CONNECT or STOMP frame.
     *
     * @param subprotocol the version that the WebSocket handshake agreed on, which must then be among the client's; or null
     * @throws NoCommonVersion if there is no version to speak
     * @throws StompException if something else about the frame is wrong
     */
    static Agreement of(StompFrame connect, @Nullable StompVersion subprotocol) {
        StompVersion version = version(connect.header("accept-version"), subprotocol);
        return new Agreement(version, HeartBeat.parse(connect.header("heart-beat")));
    }

    private static StompVersion version(@Nullable String accepted, @Nullable StompVersion subprotocol) {
        StompVersion highest = StompVersion.highestCommon(accepted);
        if (subprotocol == null && highest == null) {
            throw new NoCommonVersion("None of the versions in accept-version is spoken here.", "1.2,1.1,1.0");
        }
        if (subprotocol == null || subprotocol == highest) {
            return highest == null ? StompVersion.V1_0 : highest;
        }
        if (!lists(accepted, subprotocol)) {
            throw new NoCommonVersion(
                    "The WebSocket subprotocol is " + subprotocol.subprotocol() + ", but accept-version does not list "
                            + subprotocol.text() + ".",
                    subprotocol.text());
        }
        return subprotocol;
    }

    private static boolean lists(@Nullable String accepted, StompVersion version) {
        return accepted != null
                && Arrays.stream(accepted.split(",")).map(String::strip).anyMatch(version.text()::equals);
    }
}
