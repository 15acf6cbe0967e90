package io.fanfare.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Whatever a controller throws is answered with a problem. */
@ControllerAdvice
final class ProblemAdvice {

    @ExceptionHandler
    void answer(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        Problem problem = Problems.of(failure);
        if (!response.isCommitted()) {
            response.reset();
            problem.send(request, response);
        }
    }
}
