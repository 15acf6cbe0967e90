package io.fanfare.websocket;

import io.fanfare.limit.LimitReached;
import io.fanfare.limit.Place;
import io.fanfare.limit.Places;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;

/**
 * Every handshake comes through here, and every refusal is answered here: with a header, and a body that people and programs
 * can read. What is no handshake and does not go to an endpoint passes by.
 */
final class HandshakeGate implements Filter {

    private final String endpoint;
    private final HandshakeRules rules;
    private final HandshakeRefusals refusals;
    private final Places places;
    private final HandshakeCallers callers;
    private final HandshakeAttempts attempts;
    private final HandshakePassage passage;
    private final HandshakeAnswers answers;
    private final ObjectProvider<PathMappedEndpoints> operators;

    /** @param operators what else ends in {@code /info} */
    HandshakeGate(
            HandshakeRules rules,
            HandshakeRefusals refusals,
            Places places,
            HandshakeCallers callers,
            HandshakeAttempts attempts,
            HandshakePassage passage,
            HandshakeAnswers answers,
            ObjectProvider<PathMappedEndpoints> operators) {
        this.endpoint = refusals.endpoint();
        this.rules = rules;
        this.refusals = refusals;
        this.places = places;
        this.callers = callers;
        this.attempts = attempts;
        this.passage = passage;
        this.answers = answers;
        this.operators = operators;
    }

    @Override
    public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) any;
        HttpServletResponse response = (HttpServletResponse) answer;
        boolean failed = request.getDispatcherType() == DispatcherType.ERROR;
        if (!failed && !mayBeOurs(request)) {
            chain.doFilter(request, response);
            return;
        }
        HandshakeRequest handshake = HandshakeRequest.of(request, endpoint);
        if (!handshake.isOurs() && (failed || !handshake.path().endsWith(HandshakeRequest.INFO))) {
            // it only begins as the endpoint does, like /wsx
            chain.doFilter(request, response);
        } else if (failed) {
            explainError(handshake, request, response);
        } else {
            decideOrRefuse(handshake, request, response, chain);
        }
    }

    private void decideOrRefuse(
            HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        try {
            decide(handshake, request, response, chain);
        } catch (RefusedCallerException e) {
            answers.refuse(refusals.refuse(e, handshake, Proxy.of(request)), request, response);
        }
    }

    /** Whether it goes to an endpoint, means to be a WebSocket, or is SockJS's first question at the wrong path. */
    private boolean mayBeOurs(HttpServletRequest request) {
        String path = request.getServletPath();
        return path.startsWith(endpoint)
                || HandshakeRequest.isHandshake(request)
                || (path.endsWith(HandshakeRequest.INFO) && !isOperators(path));
    }

    private boolean isOperators(String path) {
        PathMappedEndpoints endpoints = operators.getIfAvailable();
        return endpoints != null && endpoints.getAllPaths().contains(path);
    }

    private void decide(
            HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HandshakeRefusal reason = rules.decide(handshake);
        byte[] told = reason == HandshakeRefusal.NOT_AN_UPGRADE ? attempts.answer(handshake) : null;
        if (told != null) {
            HandshakeAnswers.tell(told, response);
        } else if (rules.needsPlace(handshake, reason)) {
            admit(reason, handshake, request, response, chain);
        } else {
            if (HandshakeRules.isCallerNext(reason)) {
                callers.check(handshake.door(), request);
            }
            HandshakeRefusal last = reason == null ? passage.pass(request, response, chain) : reason;
            refuse(last, handshake, request, response);
        }
    }

    /** @param reason that holds too, but is told only where there is a place */
    private void admit(
            @Nullable HandshakeRefusal reason,
            HandshakeRequest handshake,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        switch (places.take(handshake.remoteAddress())) {
            case LimitReached reached ->
                answers.refuse(refusals.refuse(reached, handshake, Proxy.of(request)), request, response);
            case Place place -> {
                HandshakeRefusal last = begin(place, reason, handshake, request, response, chain);
                refuse(last, handshake, request, response);
            }
        }
    }

    private @Nullable HandshakeRefusal begin(
            Place place,
            @Nullable HandshakeRefusal reason,
            HandshakeRequest handshake,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        Opener opener;
        try {
            opener = callers.opener(request);
        } catch (RefusedCallerException e) {
            place.giveBack();
            throw e;
        }
        if (reason == null) {
            return passage.begin(place, opener, handshake, request, response, chain);
        }
        place.giveBack();
        return reason;
    }

    /** @param reason null if there is none */
    private void refuse(
            @Nullable HandshakeRefusal reason,
            HandshakeRequest handshake,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (reason != null) {
            answers.refuse(refusals.refuse(reason, handshake, Proxy.of(request)), request, response);
        }
    }

    private void explainError(HandshakeRequest handshake, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        int status = Objects.requireNonNullElse(status(request), response.getStatus());
        boolean ours = status >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        HandshakeRefusal reason = ours ? HandshakeRefusal.FAILED : HandshakeRefusal.MALFORMED;
        answers.refuse(refusals.refuse(reason, status, handshake, Proxy.of(request)), request, response);
    }

    private static @Nullable Integer status(HttpServletRequest request) {
        return (Integer) request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    }
}
