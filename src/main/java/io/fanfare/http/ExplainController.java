package io.fanfare.http;

import io.fanfare.event.DestinationPattern;
import io.fanfare.event.InvalidDestinationException;
import io.fanfare.security.AccessControl;
import io.fanfare.security.Action;
import io.fanfare.security.Authenticator;
import io.fanfare.security.Decision;
import io.fanfare.security.Identity;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Which rule decides whether something is allowed: to the caller, or, for operators, to another. */
@Controller
final class ExplainController {

    private static final String PATH = "/api/v1/permissions/explain";

    private final Gate gate;
    private final Authenticator authenticator;
    private final KnownUsers users;

    ExplainController(Gate gate, Authenticator authenticator, KnownUsers users) {
        this.gate = gate;
        this.authenticator = authenticator;
        this.users = users;
    }

    @GetMapping(path = PATH, produces = MediaType.APPLICATION_JSON_VALUE)
    void explain(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Identity caller = gate.identify(request, null, null);
        Parameters parameters = Parameters.of(request, "action", "destination", "user", "key-name");
        Action action = action(parameters.text("action"));
        DestinationPattern pattern = pattern(action, parameters.text("destination"));
        Identity meant = meant(caller, parameters);
        Decision decision = AccessControl.decide(meant, action, pattern);
        Answer.found(
                response,
                new JsonText()
                        .addJson("allowed", Boolean.toString(decision.allowed()))
                        .add("rule", decision.rule())
                        .add("user", meant.user())
                        .add("action", action.label())
                        .add("destination", pattern == null ? null : pattern.toString()));
    }

    private static Action action(@Nullable String label) {
        Action action = label == null ? null : Action.of(label);
        if (action == null) {
            throw Refusal.invalid("action is one of "
                    + Arrays.stream(Action.values()).map(Action::label).collect(Collectors.joining(", ")) + ".");
        }
        return action;
    }

    private static @Nullable DestinationPattern pattern(Action action, @Nullable String text) {
        if (action == Action.OPERATE) {
            return null;
        }
        try {
            return DestinationPattern.parse(Objects.requireNonNullElse(text, ""));
        } catch (InvalidDestinationException e) {
            throw Refusal.invalid("destination: " + e.getMessage());
        }
    }

    private Identity meant(Identity caller, Parameters parameters) {
        String user = parameters.text("user");
        String key = parameters.text("key-name");
        if (user != null && key != null) {
            throw Refusal.invalid("user and key-name are both given: leave one out.");
        }
        if (user == null && key == null) {
            return caller;
        }
        AccessControl.check(caller, Action.OPERATE, (DestinationPattern) null);
        Identity found = user == null ? authenticator.ofKey(String.valueOf(key)) : users.identity(user);
        if (found == null) {
            throw Refusal.invalid("There is no key of this name below fanfare.security.keys.");
        }
        return found;
    }
}
