package io.fanfare.websocket;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The address of a client, for operators. */
final class PeerAddress {

    private PeerAddress() {}

    /** {@code 192.0.2.1:4711} or {@code [2001:db8::1]:4711}; never looks up a name. */
    static String text(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress socket && socket.getAddress() != null) {
            return host(socket.getAddress()) + ":" + socket.getPort();
        }
        return String.valueOf(address);
    }

    private static String host(InetAddress address) {
        String host = address.getHostAddress();
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }
}
