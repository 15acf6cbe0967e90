/** The browser's door: the handshake, its refusals explained, one STOMP conversation per session. */
@NullMarked
package io.fanfare.websocket;

import org.jspecify.annotations.NullMarked;
