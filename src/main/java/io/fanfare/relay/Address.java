package io.fanfare.relay;

/** Where a broker listens. */
record Address(String host, int port) {

    private static final int HIGHEST_PORT = 65_535;

    /**
     * Reads {@code host:port}; an IPv6 address stands in brackets.
     *
     * @throws IllegalArgumentException that names the setting
     */
    static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, Math.max(colon, 0));
        try {
            int port = Integer.parseInt(text, colon + 1, text.length(), 10);
            if (!host.isEmpty() && port > 0 && port <= HIGHEST_PORT) {
                return new Address(host, port);
            }
        } catch (NumberFormatException e) {
            // the sentence below says it
        }
        throw new IllegalArgumentException("fanfare.relay.addresses: '" + text + "' is not host:port");
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
