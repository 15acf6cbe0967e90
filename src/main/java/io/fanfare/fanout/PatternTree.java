package io.fanfare.fanout;

import io.fanfare.event.Destination;
import io.fanfare.event.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Subscriptions to patterns with wildcards, by their steps. Matching looks at two nodes a step at most, and at {@code #};
 * with destinations of at most 32 parts and a tree of real subscriptions it is bounded by both. Guarded by the log's lock.
 */
final class PatternTree {

    private static final class Node {
        final Map<Step, Node> next = new HashMap<>();
        final Subscribers subscribers = new Subscribers();

        boolean isEmpty() {
            return next.isEmpty() && subscribers.isEmpty();
        }
    }

    private final Map<Destination.Kind, Node> roots = new HashMap<>();

    boolean isEmpty() {
        return roots.isEmpty();
    }

    void add(Interest interest) {
        Node node = roots.computeIfAbsent(interest.pattern.kind(), kind -> new Node());
        for (Step step : interest.pattern.steps()) {
            node = node.next.computeIfAbsent(step, key -> new Node());
        }
        node.subscribers.add(interest);
    }

    void remove(Interest interest) {
        Destination.Kind kind = interest.pattern.kind();
        Node root = roots.get(kind);
        if (root != null) {
            remove(root, interest, interest.pattern.steps(), 0);
            if (root.isEmpty()) {
                roots.remove(kind);
            }
        }
    }

    private static void remove(Node node, Interest interest, List<Step> steps, int at) {
        if (at == steps.size()) {
            node.subscribers.remove(interest);
            return;
        }
        Node next = node.next.get(steps.get(at));
        if (next != null) {
            remove(next, interest, steps, at + 1);
            if (next.isEmpty()) {
                node.next.remove(steps.get(at));
            }
        }
    }

    void forEach(Consumer<Interest> action) {
        roots.values().forEach(root -> forEach(root, action));
    }

    private static void forEach(Node node, Consumer<Interest> action) {
        node.subscribers.forEach(action);
        node.next.values().forEach(next -> forEach(next, action));
    }

    /** Adds the subscribers of every pattern that matches. */
    void collect(Destination destination, List<Subscribers> into) {
        Node root = roots.get(destination.kind());
        if (root != null) {
            collect(root, destination.steps(), 0, into);
        }
    }

    private static void collect(Node node, List<Step> steps, int at, List<Subscribers> into) {
        if (at == steps.size()) {
            take(node, into);
            take(node.next.get(new Step('.', Step.REST)), into);
            take(node.next.get(new Step('/', Step.REST)), into);
            return;
        }
        Step step = steps.get(at);
        take(node.next.get(new Step(step.separator(), Step.REST)), into);
        descend(node.next.get(new Step(step.separator(), Step.ANY_PART)), steps, at, into);
        descend(node.next.get(step), steps, at, into);
    }

    private static void descend(@Nullable Node node, List<Step> steps, int at, List<Subscribers> into) {
        if (node != null) {
            collect(node, steps, at + 1, into);
        }
    }

    private static void take(@Nullable Node node, List<Subscribers> into) {
        if (node != null && !node.subscribers.isEmpty()) {
            into.add(node.subscribers);
        }
    }
}
