package io.fanfare.ops;

import io.fanfare.session.SessionSettings;
import io.fanfare.websocket.StompSettings;
import java.util.Collection;
import java.util.List;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.core.env.Environment;

/** Refuses to start with settings that are right each by itself, but not together. */
final class Contradictions {

    /** What this service has at fixed paths: REST, its description, and what the page is made of. */
    private static final List<String> TAKEN =
            List.of("/api", "/v3", "/swagger-ui", "/swagger-ui.html", "/webjars", "/error", "/sse");

    private static final String SERVLET_PATH = "spring.mvc.servlet.path";

    private final Environment environment;
    private final PathMappedEndpoints endpoints;
    private final StompSettings stomp;
    private final SessionSettings session;
    private final DrainSettings drain;

    Contradictions(
            Environment environment,
            PathMappedEndpoints endpoints,
            StompSettings stomp,
            SessionSettings session,
            DrainSettings drain) {
        this.environment = environment;
        this.endpoints = endpoints;
        this.stomp = stomp;
        this.session = session;
        this.drain = drain;
    }

    /** @throws InvalidSettingsException that names the settings at odds */
    void refuse() {
        TAKEN.forEach(taken -> checkPath(taken, "where Fanfare has something else"));
        if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
            operatorsPaths()
                    .forEach(taken -> checkPath(taken, "where the actuator is (management.endpoints.web.base-path)"));
        }
        checkServletPath();
        checkGraces();
    }

    /** The endpoints would be below it, where nobody looks for them. */
    private void checkServletPath() {
        String path = environment.getProperty(SERVLET_PATH, "/");
        if (!path.equals("/")) {
            throw new InvalidSettingsException(
                    SERVLET_PATH + " is " + path
                            + ", but the endpoint and all else stand where their own settings say.",
                    "Remove it; server.servlet.context-path moves the whole service.");
        }
    }

    /** At the root, each endpoint of the actuator has a path of its own. */
    private Collection<String> operatorsPaths() {
        String base = endpoints.getBasePath();
        return base.isEmpty() ? endpoints.getAllPaths() : List.of(base);
    }

    private void checkPath(String taken, String by) {
        if (isBelow(stomp.path(), taken) || isBelow(taken, stomp.path())) {
            throw new InvalidSettingsException(
                    "fanfare.stomp.path is " + stomp.path() + ", which meets " + taken + ", " + by + ".",
                    "Choose another fanfare.stomp.path, such as /ws.");
        }
    }

    private static boolean isBelow(String path, String other) {
        return (path + "/").startsWith(other + "/");
    }

    private void checkGraces() {
        if (session.closeGrace().compareTo(drain.grace()) > 0) {
            throw new InvalidSettingsException(
                    "fanfare.session.close-grace (" + session.closeGrace().toMillis()
                            + "ms) is longer than fanfare.drain.grace ("
                            + drain.grace().toMillis()
                            + "ms): a stopping service would cut off peers that still have time.",
                    "Shorten the former or lengthen the latter.");
        }
    }
}
