package io.fanfare.websocket;

import io.fanfare.limit.LimitReached;

/** What is wrong where there are too many, and what can be done about it. */
record LimitWords(LimitReached reached, HandshakeRequest request) {

    String detail() {
        String from = reached.limit().isPerAddress() ? " from " + Shown.text(request.remoteAddress()) : "";
        return reached.limit().isRate()
                ? "More connections begin" + from + " than " + reached.most() + " a second, which "
                        + reached.limit().setting() + " allows."
                : "There are " + reached.most() + " connections" + from + ", as many as "
                        + reached.limit().setting() + " allows.";
    }

    /** @param proxy what stands between, as far as the request tells */
    String fix(Proxy proxy) {
        String fix = "Try again after the time in Retry-After, or raise "
                + reached.limit().setting() + " (0 for no limit).";
        return reached.limit().isPerAddress()
                ? fix + " If that address is a proxy's, set server.forward-headers-strategy=native, so that each client"
                        + " is counted by its own, and let the proxy send it. " + ProxyAdvice.forwarded(proxy)
                : fix;
    }
}
