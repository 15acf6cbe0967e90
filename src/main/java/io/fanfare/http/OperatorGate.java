package io.fanfare.http;

import io.fanfare.security.Action;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * Stands before the actuator where it has no port of its own: only health and info are for everyone, the rest is for who may
 * operate.
 */
final class OperatorGate implements Filter {

    private static final EndpointId HEALTH = EndpointId.of("health");
    private static final EndpointId INFO = EndpointId.of("info");

    private final Gate gate;
    private final ObjectProvider<PathMappedEndpoints> endpoints;

    OperatorGate(Gate gate, ObjectProvider<PathMappedEndpoints> endpoints) {
        this.gate = gate;
        this.endpoints = endpoints;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) any;
        if (isForOperators(request)) {
            try {
                gate.admit(request, Action.OPERATE);
            } catch (RuntimeException e) {
                Problems.of(e).send(request, (HttpServletResponse) response);
                return;
            }
        }
        chain.doFilter(request, response);
    }

    /** The container has decoded the path and left out its parameters, so it has one spelling only. */
    private boolean isForOperators(HttpServletRequest request) {
        PathMappedEndpoints known = endpoints.getIfAvailable();
        if (known == null) {
            return false;
        }
        String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
        return all(known).stream().anyMatch(each -> isBelow(path, each))
                && !isBelow(path, String.valueOf(known.getPath(HEALTH)))
                && !path.equals(known.getPath(INFO));
    }

    /** At the root, each endpoint has a path of its own. */
    private static Collection<String> all(PathMappedEndpoints known) {
        String base = known.getBasePath();
        return base.isEmpty() ? known.getAllPaths() : List.of(base);
    }

    private static boolean isBelow(String path, String other) {
        return path.equals(other) || path.startsWith(other + "/");
    }
}
