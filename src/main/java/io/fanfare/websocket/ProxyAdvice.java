package io.fanfare.websocket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What to change in the configuration of a proxy: a sentence, and below it, indented by four spaces, lines to copy.
 * {@code fanfare:8080} in them is this server. The texts are resources, one for each proxy, with one section a topic.
 */
final class ProxyAdvice {

    /** What is given for a proxy that is not known. */
    private static final List<Proxy> LIKELY =
            List.of(Proxy.NGINX, Proxy.APACHE, Proxy.HAPROXY, Proxy.INGRESS_NGINX, Proxy.AWS_ALB);

    private enum Topic {
        UPGRADE,
        HTTP11,
        FORWARDED,
        STICKY,
        PATH,
        BUFFERING
    }

    private static final Map<Proxy, Map<Topic, String>> TEXTS = Arrays.stream(Proxy.values())
            .filter(proxy -> proxy != Proxy.UNKNOWN && proxy != Proxy.NONE)
            .collect(Collectors.toMap(
                    Function.identity(), ProxyAdvice::read, (one, other) -> one, () -> new EnumMap<>(Proxy.class)));

    private ProxyAdvice() {}

    /** How the upgrade to WebSocket gets through. */
    static String upgrade(Proxy proxy) {
        return advice(proxy, Topic.UPGRADE);
    }

    /** How the proxy speaks HTTP/1.1 to this server. */
    static String http11(Proxy proxy) {
        return advice(proxy, Topic.HTTP11);
    }

    /** How this server learns the scheme and host that the client used. */
    static String forwarded(Proxy proxy) {
        return advice(proxy, Topic.FORWARDED);
    }

    /** How all requests of a SockJS session reach the same instance. */
    static String sticky(Proxy proxy) {
        return advice(proxy, Topic.STICKY);
    }

    /** How the path arrives as it was sent. */
    static String path(Proxy proxy) {
        return advice(proxy, Topic.PATH);
    }

    /** How a response that never ends reaches the client as it is written. */
    static String buffering(Proxy proxy) {
        return advice(proxy, Topic.BUFFERING);
    }

    private static String advice(Proxy proxy, Topic topic) {
        return switch (proxy) {
            case UNKNOWN -> "The proxy in front does not say what it is.\n" + likely(topic);
            case NONE -> "No proxy can be seen in the request. If there is one:\n" + likely(topic);
            default -> proxy.title() + ": " + text(proxy, topic);
        };
    }

    private static String likely(Topic topic) {
        return LIKELY.stream().map(proxy -> advice(proxy, topic)).collect(Collectors.joining("\n"));
    }

    private static String text(Proxy proxy, Topic topic) {
        return Objects.requireNonNull(
                Objects.requireNonNull(TEXTS.get(proxy)).get(topic), () -> proxy + " lacks " + topic);
    }

    private static Map<Topic, String> read(Proxy proxy) {
        Map<Topic, String> texts = new EnumMap<>(Topic.class);
        for (String section : resource(proxy).split("(?m)^\\[", -1)) {
            int end = section.indexOf(']');
            if (end > 0) {
                texts.put(
                        Topic.valueOf(section.substring(0, end).toUpperCase(Locale.ROOT)),
                        section.substring(end + 1).strip());
            }
        }
        return texts;
    }

    private static String resource(Proxy proxy) {
        String name = "proxies/" + proxy.name().toLowerCase(Locale.ROOT) + ".txt";
        try (InputStream in = ProxyAdvice.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
