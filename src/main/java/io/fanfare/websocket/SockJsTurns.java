package io.fanfare.websocket;

import static java.util.Objects.requireNonNull;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the requests by which a SockJS session is read take turns with its close. Spring closes without a lock: while a request
 * of the session is being answered, the close frame could be written into that answer, or into the next one on the same
 * connection, which may be another session's.
 */
final class SockJsTurns implements Filter {

    private static final int SESSION = 2;
    private static final int TRANSPORT = 1;

    /** Of the sessions for which someone has a turn or waits for it. */
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    /** Whoever wants a turn for the same session, one after the other. */
    private static final class Queue {
        private final ReentrantLock lock = new ReentrantLock();
        private int length;
    }

    /** A turn, which ends when it is closed. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /** Waits for a turn, for the session with this id as it stands in URLs. */
    Turn take(String sessionId) {
        Queue queue = requireNonNull(queues.compute(sessionId, (id, known) -> {
            Queue joined = known == null ? new Queue() : known;
            joined.length++;
            return joined;
        }));
        queue.lock.lock();
        return () -> {
            queue.lock.unlock();
            queues.computeIfPresent(sessionId, (id, left) -> --left.length == 0 ? null : left);
        };
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
        try (Turn _ = take(segments[segments.length - SESSION])) {
            chain.doFilter(request, response);
        }
    }
}
