package io.fanfare.websocket;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/**
 * Keeps Jetty from sending a handshake with the context path alone to the same with a slash: WebSockets follow no redirects,
 * and there is no endpoint either.
 */
final class NoRedirectOfHandshakes implements HttpConfiguration.Customizer {

    private final String contextPath;

    NoRedirectOfHandshakes(String contextPath) {
        this.contextPath = contextPath;
    }

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        if (contextPath.equals(request.getHttpURI().getPath())
                && request.getHeaders().contains(HttpHeader.UPGRADE, "websocket")) {
            throw new HttpException.RuntimeException(HttpStatus.NOT_FOUND_404);
        }
        return request;
    }
}
