package io.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The clients of {@link ReconnectStorm}, as a process of their own: {@code Returners PORT CLIENTS RUN}. They connect, lose
 * their connections and print a line; when they are sent one they return at once, each with what it missed to recover, and
 * say what came of it.
 */
final class Returners {

    static final int DESTINATIONS = 20;
    static final int MISSED = 50;
    private static final int TOGETHER = 20;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** One of them. */
    private static final class Returning {
        final StompWire wire;
        final int number;
        boolean connecting;
        boolean live;
        int heard;
        boolean wrong;

        Returning(StompWire wire, int number) {
            this.wire = wire;
            this.number = number;
        }
    }

    private final int port;
    private final int clients;
    private final String run;
    private String position = "";
    private boolean returning;
    private int done;
    private int exact;

    private Returners(int port, int clients, String run) {
        this.port = port;
        this.clients = clients;
        this.run = run;
    }

    public static void main(String[] arguments) throws IOException {
        Returners clients = new Returners(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
        clients.connect();
        System.out.println("gone");
        if (System.in.read() >= 0) {
            clients.comeBack();
        }
    }

    static String destination(String run, int number) {
        return "/topic/storm." + run + "." + number % DESTINATIONS;
    }

    private void connect() throws IOException {
        List<Returning> connected = storm();
        if (done < clients) {
            throw new IOException("only " + done + " could subscribe");
        }
        for (Returning client : connected) {
            client.wire.close();
        }
    }

    private void comeBack() throws IOException {
        returning = true;
        done = 0;
        exact = 0;
        long start = System.nanoTime();
        storm();
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("clients %d, recovered exactly %d, within %.1f s%n", clients, exact, seconds);
    }

    /** Each client goes on as soon as it can, also while others still connect. */
    private List<Returning> storm() throws IOException {
        List<Returning> all = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < clients; i++) {
                Returning client = new Returning(new StompWire(port), i);
                client.wire.channel().configureBlocking(false);
                client.wire.channel().register(selector, SelectionKey.OP_READ, client);
                all.add(client);
                if (i % TOGETHER == 0) {
                    selector.selectNow();
                    read(selector);
                }
            }
            for (long end = System.nanoTime() + LONGEST_NANOS; done < clients && System.nanoTime() < end; ) {
                selector.select(100);
                read(selector);
            }
        }
        return all;
    }

    private void read(Selector selector) throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            Returning client = (Returning) key.attachment();
            client.wire.read(frame -> on(client, frame));
            if (client.wire.isOpen() && !client.connecting) {
                client.connecting = true;
                client.wire.send(Flood.CONNECT);
            }
            if (returning ? client.heard == MISSED : client.live) {
                key.cancel();
                done++;
                exact += client.wrong ? 0 : 1;
            }
        }
        selector.selectedKeys().clear();
    }

    private void on(Returning client, String frame) {
        if (frame.startsWith("CONNECTED")) {
            if (!returning) {
                position = StompWire.header(frame, "position");
            }
            subscribe(client);
        } else if (frame.startsWith("RECEIPT")) {
            client.live = true;
            client.wrong |= returning && !StompWire.header(frame, "recovered").equals("true");
        } else if (frame.startsWith("MESSAGE")) {
            client.wrong |= !StompWire.body(frame).equals(Integer.toString(client.heard));
            client.heard++;
        }
    }

    private void subscribe(Returning client) {
        try {
            client.wire.send("SUBSCRIBE\nid:sub-0\ndestination:" + destination(run, client.number) + "\nreceipt:r"
                    + (returning ? "\nlast-message-id:" + position : "") + "\n\n\0");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
