package io.fanfare.limit;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What counts as one address: of IPv6 the first 64 bits, since whoever has one address there has all that begin alike.
 *
 * @param text the same for all that are counted together
 */
public record CountedAddress(String text) {

    private static final int NETWORK_BYTES = 8;

    /** For all that forwarded headers may hold in place of an address: making up names gains nothing. */
    private static final CountedAddress UNREADABLE = new CountedAddress("");

    /**
     * That of a client.
     *
     * @param address as the container tells it, with or without brackets
     */
    public static CountedAddress of(String address) {
        try {
            String bare = address.startsWith("[") ? address.substring(1, address.indexOf(']')) : address;
            InetAddress parsed = InetAddress.ofLiteral(bare);
            byte[] bytes = parsed.getAddress();
            int counted = parsed instanceof Inet6Address ? NETWORK_BYTES : bytes.length;
            return new CountedAddress(HexFormat.of().formatHex(Arrays.copyOf(bytes, counted)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return UNREADABLE;
        }
    }
}
