package io.fanfare.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;

/** Whatever a controller throws is answered with a problem. */
@ControllerAdvice
final class ProblemAdvice {

    private final EarlyRefusals refusals;

    ProblemAdvice(EarlyRefusals refusals) {
        this.refusals = refusals;
    }

    @ExceptionHandler
    void answer(Exception failure, HttpServletRequest request, HttpServletResponse response) {
        Problem problem = Problems.of(failure);
        refusals.count(request, failure, problem.status());
        if (!response.isCommitted()) {
            response.reset();
            problem.send(request, response);
        }
    }
}
