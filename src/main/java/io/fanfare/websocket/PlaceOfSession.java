package io.fanfare.websocket;

import io.fanfare.limit.Place;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;

/**
 * Takes the place that a handshake was given along to the session that begins with it. Spring calls it where it makes a new
 * session, and {@link JettyUpgrade} for a WebSocket whose SockJS session Spring knows from before.
 */
final class PlaceOfSession implements HandshakeInterceptor {

    private static final String NAME = Place.class.getName();
    private static final String OPENER = Opener.class.getName();

    /** The request that is let in has this place, and whoever sent it begins the session. */
    static void give(HttpServletRequest request, Place place, Opener opener) {
        request.setAttribute(NAME, place);
        request.setAttribute(OPENER, opener);
    }

    /**
     * The session with these attributes has the place of this request now, if that was not done yet.
     *
     * @return false if the session has another: it is open
     */
    static boolean bring(HttpServletRequest request, Map<String, Object> attributes) {
        if (request.getAttribute(NAME) instanceof Place place) {
            if (attributes.putIfAbsent(NAME, place) != null) {
                return false;
            }
            request.removeAttribute(NAME);
            if (request.getAttribute(OPENER) instanceof Opener opener) {
                attributes.put(OPENER, opener);
            }
            place.settle();
        }
        return true;
    }

    /** Whether a session with these attributes has a place that it may keep. */
    static boolean isHeld(Map<String, Object> attributes) {
        return attributes.get(NAME) instanceof Place place && place.isHeld();
    }

    /** The place of a session with these attributes, which are left without it; null if it has none. */
    static @Nullable Place take(Map<String, Object> attributes) {
        return (Place) attributes.remove(NAME);
    }

    /** Who has begun a session with these attributes; null if that was not given along. */
    static @Nullable Opener opener(Map<String, Object> attributes) {
        return (Opener) attributes.get(OPENER);
    }

    @Override
    public boolean beforeHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            Map<String, Object> attributes) {
        bring(((ServletServerHttpRequest) request).getServletRequest(), attributes);
        return true;
    }

    @Override
    public void afterHandshake(
            ServerHttpRequest request,
            ServerHttpResponse response,
            WebSocketHandler handler,
            @Nullable Exception failure) {}
}
