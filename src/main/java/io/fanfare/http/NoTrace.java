package io.fanfare.http;

import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Refuses TRACE, which would hand a caller's credentials back to whatever script asked. */
final class NoTrace implements HttpConfiguration.Customizer {

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        if (HttpMethod.TRACE.is(request.getMethod())) {
            throw new HttpException.RuntimeException(HttpStatus.NOT_IMPLEMENTED_501);
        }
        return request;
    }
}
