package io.fanfare.http;

import io.fanfare.security.Authenticator;
import io.fanfare.security.Credentials;
import io.fanfare.security.Identity;
import io.fanfare.security.Origins;
import io.fanfare.security.Tickets;
import io.fanfare.security.UnauthenticatedException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** {@code POST /api/v1/tickets}: for who shows a credential, a ticket to begin a WebSocket or an event stream with. */
final class TicketServlet extends HttpServlet {

    static final String PATH = "/api/v1/tickets";

    private static final long serialVersionUID = 1L;
    private static final String METHODS = "POST, OPTIONS";

    private final transient Gate gate;
    private final transient Authenticator authenticator;
    private final transient CrossOrigin crossOrigin;

    TicketServlet(Gate gate, Authenticator authenticator, Origins origins) {
        this.gate = gate;
        this.authenticator = authenticator;
        this.crossOrigin = new CrossOrigin(origins);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        try {
            crossOrigin.check(request, response);
            switch (request.getMethod()) {
                case "POST" -> issue(request, response);
                case "OPTIONS" -> CrossOrigin.allow(response, METHODS, "Authorization, X-API-Key");
                default ->
                    throw new Refusal(
                            HttpStatus.METHOD_NOT_ALLOWED,
                            null,
                            "This path does not take " + request.getMethod() + ": use POST.",
                            Map.of("Allow", METHODS));
            }
        } catch (IOException | RuntimeException e) {
            Problems.of(e).send(request, response);
        }
    }

    private void issue(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Identity identity = gate.identify(request, null, null);
        Query.checkEmpty(request.getQueryString());
        if (identity.kind() == Identity.Kind.ANONYMOUS) {
            throw new UnauthenticatedException("A ticket stands for who shows a credential. " + Credentials.HOW);
        }
        response.setHeader("Cache-Control", "no-store");
        Answer.found(
                response,
                new JsonText()
                        .add("ticket", authenticator.issueTicket(identity))
                        .add("expiresInMs", Tickets.LIFETIME.toMillis()));
        UnreadBody.drop(request, response);
    }
}
