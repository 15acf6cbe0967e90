package io.fanfare.http;

import io.fanfare.broker.Broker;
import io.fanfare.security.Action;
import io.fanfare.session.Sessions;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** What became of an event, which is named by its position or by its publisher's id. */
@Controller
@RequestMapping(path = PublishController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
final class TraceController {

    private final Gate gate;
    private final Broker broker;
    private final Sessions sessions;

    TraceController(Gate gate, Broker broker, Sessions sessions) {
        this.gate = gate;
        this.broker = broker;
        this.sessions = sessions;
    }

    @GetMapping("/{id}/delivery")
    void delivery(@PathVariable String id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        gate.admit(request, Action.OPERATE);
        Query.checkEmpty(request.getQueryString());
        answerDelivery(id, response);
    }

    /** For ids that no path can hold: those with a slash or a percent sign. */
    @GetMapping("/delivery")
    void delivery(HttpServletRequest request, HttpServletResponse response) throws IOException {
        gate.admit(request, Action.OPERATE);
        answerDelivery(id(Parameters.of(request, "id")), response);
    }

    @GetMapping("/{id}/trace")
    void trace(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        gate.admit(request, Action.OPERATE);
        answerTrace(id, Parameters.of(request, "user"), response);
    }

    @GetMapping("/trace")
    void trace(HttpServletRequest request, HttpServletResponse response) throws IOException {
        gate.admit(request, Action.OPERATE);
        Parameters parameters = Parameters.of(request, "id", "user");
        answerTrace(id(parameters), parameters, response);
    }

    private static String id(Parameters parameters) {
        String id = parameters.text("id");
        if (id == null) {
            throw Refusal.invalid("Which event is asked for? Name one with the parameter id.");
        }
        return id;
    }

    private void answerDelivery(String id, HttpServletResponse response) throws IOException {
        answer(id, broker.trace(id).stream().map(EventTrace::ofAll), response);
    }

    private void answerTrace(String id, Parameters parameters, HttpServletResponse response) throws IOException {
        String user = parameters.text("user");
        if (user == null) {
            throw Refusal.invalid("Whose trace is asked for? Name one with the parameter user.");
        }
        PlainText.checkUser(user, null);
        UserTrace of = UserTrace.of(user, sessions);
        answer(id, broker.trace(id).stream().map(of::json), response);
    }

    private static void answer(String id, Stream<JsonText> events, HttpServletResponse response) throws IOException {
        String list = events.map(JsonText::toString).collect(Collectors.joining(",", "[", "]"));
        JsonText text = new JsonText().add("id", id).addJson("events", list);
        Answer.found(response, list.length() > 2 ? text : text.add("outcome", "unknown"));
    }
}
