package io.fanfare.testing;

import static java.util.Objects.requireNonNull;

import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One stream of server-sent events, which is opened again whenever it ends, with the last id that came. It checks what it
 * hears: the texts of each destination are numbers from 0, in order, each once, and then {@code end:} with how many they are.
 */
public final class RecoveringStream implements Callable<Integer> {

    private static final Pattern DATA = Pattern.compile("\"destination\":\"([^\"]+)\".*\"text\":\"([^\"]+)\"");

    private final int port;
    private final String pattern;
    private final Runnable whenLive;
    private final Map<String, Integer> heard = new HashMap<>();
    private @Nullable String last;
    private boolean live;
    private int left;

    /**
     * @param destinations how many the pattern matches
     * @param whenLive called once, when the stream has begun
     */
    public RecoveringStream(int port, String pattern, int destinations, Runnable whenLive) {
        this.port = port;
        this.pattern = pattern;
        this.left = destinations;
        this.whenLive = whenLive;
    }

    /** Reads until each destination has ended; returns how often it came back. */
    @Override
    public Integer call() {
        for (int opened = 0; ; opened++) {
            if (isHeardToTheEnd()) {
                return opened - 1;
            }
        }
    }

    private boolean isHeardToTheEnd() {
        try (SseTestClient client = open()) {
            while (left > 0) {
                on(client.next());
            }
            return true;
        } catch (AssertionError | UncheckedIOException cut) {
            return false;
        }
    }

    private SseTestClient open() {
        String path = "/sse?destination=" + pattern.replace("#", "%23");
        return last == null ? SseTestClient.open(port, path) : SseTestClient.open(port, path, "Last-Event-ID: " + last);
    }

    private void on(SseTestClient.Block block) {
        if ("start".equals(block.event())) {
            begun();
        } else if (block.event() != null) {
            throw new IllegalStateException(pattern + " was told: " + block);
        } else {
            Matcher event = DATA.matcher(requireNonNull(block.data()));
            if (!event.find()) {
                throw new IllegalStateException(pattern + " heard " + block);
            }
            hear(event.group(1), event.group(2));
        }
        last = block.id() == null ? last : block.id();
    }

    private void begun() {
        if (!live) {
            live = true;
            whenLive.run();
        }
    }

    private void hear(String destination, String text) {
        int expected = heard.merge(destination, 1, Integer::sum) - 1;
        if (text.equals("end:" + expected)) {
            left--;
        } else if (!text.equals(Integer.toString(expected))) {
            throw new IllegalStateException(expected + " expected at " + destination + ", not " + text);
        }
    }
}
