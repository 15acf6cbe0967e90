package io.fanfare.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Whatever a controller throws is answered with a problem. */
@ControllerAdvice
final class ProblemAdvice {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    void answer(Exception failure, HttpServletResponse response) throws IOException {
        if (failure instanceof IOException) {
            LOG.debug("A caller left before its answer", failure);
        } else if (!response.isCommitted()) {
            response.reset();
            Problems.of(failure).send(response);
        }
    }
}
