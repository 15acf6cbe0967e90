package io.fanfare.http;

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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Stands before every path while the service is open to everyone on this machine, and keeps out the web pages that are
 * visited there. They could reach it under a name of their own that leads here (DNS rebinding), or send what a form can,
 * for which browsers ask no leave. Where handshakes may come from is the endpoint's matter: they are GETs.
 */
final class LocalGate implements Filter {

    private static final Pattern LOCAL = Pattern.compile(
            "(([a-z0-9_-]+\\.)*localhost|127(\\.[0-9]{1,3}){3}|\\[(::|0:0:0:0:0:0:0:)1])(:[0-9]{1,5})?",
            Pattern.CASE_INSENSITIVE);

    private static final Set<String> CHANGE_NOTHING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String OPEN = "This service is open to everyone on this machine (fanfare.security.open), so ";

    private final Origins origins;
    private final EarlyRefusals refusals;

    LocalGate(Origins origins, EarlyRefusals refusals) {
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
        if (!LOCAL.matcher(host).matches()) {
            return new Refusal(
                    HttpStatus.MISDIRECTED_REQUEST,
                    OPEN
                            + "it answers to localhost, *.localhost, 127.0.0.0/8 and [::1] only: ask for it by one of these.");
        }
        String origin = request.getHeader("Origin");
        if (origin == null
                || CHANGE_NOTHING.contains(request.getMethod())
                || origin.equalsIgnoreCase(request.getScheme() + "://" + host)
                || origins.allow(origin)) {
            return null;
        }
        return new Refusal(
                HttpStatus.FORBIDDEN,
                OPEN + "pages of other origins change nothing here: add theirs to fanfare.stomp.allowed-origins.");
    }
}
