package io.fanfare.websocket;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.ObjectProvider;

/** How refusals are answered: with a problem for programs, a page for people, or, where that is set, with a close frame. */
final class HandshakeAnswers {

    private final boolean explainInClose;
    private final DiagnosisPage page;
    private final ObjectProvider<JettyUpgrade> upgrade;

    HandshakeAnswers(StompSettings settings, ObjectProvider<JettyUpgrade> upgrade) {
        this.explainInClose = settings.explainInClose();
        this.page = new DiagnosisPage(settings.path());
        this.upgrade = upgrade;
    }

    void refuse(RefusedHandshake refused, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (explainInClose && refused.isSeenByAPage()) {
            upgrade.getObject().explain(refused, new RegularUpgrade(request), response);
            return;
        }
        boolean shown = page.isFor(refused);
        byte[] body = shown ? page.render(refused.request(), Proxy.of(request)) : refused.json();
        response.resetBuffer();
        response.setStatus(refused.status());
        refused.headers().forEach(response::setHeader);
        if (shown) {
            page.headers().forEach(response::setHeader);
        }
        write(body, response);
    }

    /** Tells the page what became of its attempt. */
    static void tell(byte[] attempt, HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        write(attempt, response);
    }

    private static void write(byte[] body, HttpServletResponse response) throws IOException {
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
