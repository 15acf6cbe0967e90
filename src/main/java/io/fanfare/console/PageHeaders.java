package io.fanfare.console;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** What browsers may do with the pages of this service: nothing but what these are for. No other page may frame them. */
final class PageHeaders implements Filter {

    /** These are no pages, or have headers of their own. */
    private static final List<String> OTHERS = List.of("/api/", "/actuator", "/sse");

    private static final String ANY =
            "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; ";

    private static final String POLICY = ANY + "require-trusted-types-for 'script'";

    private static final String SWAGGER = "/swagger-ui";

    /** That page is written by its library, with styles and pictures in it. */
    private static final String POLICY_OF_SWAGGER = ANY + "style-src 'self' 'unsafe-inline'; img-src 'self' data:";

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        String path = ((HttpServletRequest) any).getServletPath();
        if (OTHERS.stream().noneMatch(path::startsWith)) {
            HttpServletResponse response = (HttpServletResponse) answer;
            response.setHeader("Content-Security-Policy", path.startsWith(SWAGGER) ? POLICY_OF_SWAGGER : POLICY);
            response.setHeader("X-Content-Type-Options", "nosniff");
            response.setHeader("X-Frame-Options", "DENY");
            response.setHeader("Referrer-Policy", "no-referrer");
        }
        chain.doFilter(any, answer);
    }
}
