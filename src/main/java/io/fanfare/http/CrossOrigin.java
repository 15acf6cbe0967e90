package io.fanfare.http;

import io.fanfare.security.Origins;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpStatus;

/** Lets pages of the origins that may connect read what is for browsers, and no others. */
record CrossOrigin(Origins origins) {

    /** @throws Refusal 403 if the request comes from a page of another origin */
    void check(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null) {
            return;
        }
        if (!origins.allow(origin, LocalGate.own(request))) {
            throw new Refusal(
                    HttpStatus.FORBIDDEN,
                    "Pages of this origin do not read here: add it to fanfare.stomp.allowed-origins.");
        }
        response.setHeader("Access-Control-Allow-Origin", origin);
    }

    /** Answers what a browser asks before it sends a request with headers of its own. */
    static void allow(HttpServletResponse response, String methods, String headers) {
        response.setHeader("Allow", methods);
        response.setHeader("Access-Control-Allow-Headers", headers);
    }
}
