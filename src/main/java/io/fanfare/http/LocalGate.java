package io.fanfare.http;

import io.fanfare.security.LocalNames;
import io.fanfare.security.Origins;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Stands before every path while the service is open to everyone on this machine, and keeps out the web pages that are
 * visited there. They could reach it under a name of their own ({@link LocalNames}), or send what a form can, for which
 * browsers ask no leave. Handshakes are judged before they come here, by the same names and origins.
 */
final class LocalGate implements Filter {

    private static final Set<String> CHANGE_NOTHING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String OPEN = "This service is open to everyone on this machine (fanfare.security.open), so ";

    private final LocalNames names;
    private final Origins origins;
    private final EarlyRefusals refusals;

    LocalGate(LocalNames names, Origins origins, EarlyRefusals refusals) {
        this.names = names;
        this.origins = origins;
        this.refusals = refusals;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) any;
        Refusal refusal = decide(request);
        if (refusal == null) {
            chain.doFilter(request, response);
        } else {
            refusals.count(request, refusal, refusal.status().value());
            Problems.of(refusal).send(request, (HttpServletResponse) response);
        }
    }

    private @Nullable Refusal decide(HttpServletRequest request) {
        String host = Objects.requireNonNullElse(request.getHeader("Host"), request.getServerName());
        if (names.refuse(host)) {
            return new Refusal(HttpStatus.MISDIRECTED_REQUEST, LocalNames.REFUSAL);
        }
        String origin = request.getHeader("Origin");
        if (origin == null || CHANGE_NOTHING.contains(request.getMethod()) || origins.allow(origin, own(request))) {
            return null;
        }
        return new Refusal(
                HttpStatus.FORBIDDEN,
                OPEN + "pages of other origins change nothing here: add theirs to fanfare.stomp.allowed-origins.");
    }

    /** The origin of the server's own pages. */
    static String own(HttpServletRequest request) {
        return Origins.of(request.getScheme(), request.getServerName(), request.getServerPort());
    }
}
