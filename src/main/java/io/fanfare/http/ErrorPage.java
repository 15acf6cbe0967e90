package io.fanfare.http;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What the container refuses, or a filter, is answered with a problem too; to a browser as well. */
@Controller
final class ErrorPage implements ErrorController {

    @RequestMapping("${spring.web.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) {
        boolean error = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer;
        Problems.of(error ? response.getStatus() : HttpServletResponse.SC_NOT_FOUND)
                .send(request, response);
    }
}
