package io.fanfare.websocket;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Lets the requests by which a SockJS session is read take turns with its close. Spring closes without a lock: while a request
 * of the session is being answered, the close frame could be written into that answer, or into the next one on the same
 * connection, which may be another session's.
 */
final class SockJsTurns implements Filter {

    private static final int SESSION = 2;
    private static final int TRANSPORT = 1;

    /** Shared by sessions whose ids meet; a turn is short. */
    private static final int LOCKS = 1_024;

    private final List<Lock> locks =
            Stream.<Lock>generate(ReentrantLock::new).limit(LOCKS).toList();

    /** Held while a request of this session is handled, and to be held while it is closed. */
    Lock of(String sessionId) {
        return locks.get(Math.floorMod(sessionId.hashCode(), LOCKS));
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String[] segments = ((HttpServletRequest) request).getRequestURI().split("/", -1);
        String transport = segments[segments.length - TRANSPORT];
        if (segments.length <= SESSION || transport.endsWith("_send") || transport.equals("websocket")) {
            chain.doFilter(request, response);
            return;
        }
        Lock turn = of(segments[segments.length - SESSION]);
        turn.lock();
        try {
            chain.doFilter(request, response);
        } finally {
            turn.unlock();
        }
    }
}
