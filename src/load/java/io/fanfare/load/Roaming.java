package io.fanfare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that come back, when they are told to go or are cut off, when they were told to, and resume with the last event they
 * have. The bodies at each destination have to be numbers from 0, in order, each once. One thread at a time.
 */
final class Roaming implements AutoCloseable {

    private static final long MILLI = 1_000_000;
    private static final long AGAIN_MILLIS = 250;
    private static final Pattern RETRY = Pattern.compile("retry-ms=(\\d+)");

    /**
     * That a client was let in.
     *
     * @param at in nanoseconds
     * @param instance what the proxy says in {@code X-Upstream}
     */
    record Arrival(long at, String instance) {}

    /** One of the clients. */
    private static final class Client {
        final int number;
        long due;
        int heard;
        String last = "";
        boolean live;
        String fault = "";

        Client(int number) {
            this.number = number;
        }
    }

    /** What a client has until it comes back. */
    private static final class Connection {
        final Client client;
        final StompWire wire;
        boolean connecting;

        Connection(Client client, StompWire wire) {
            this.client = client;
            this.wire = wire;
        }
    }

    private final int port;
    private final String root;
    private final int destinations;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final List<Client> clients = new ArrayList<>();
    private final PriorityQueue<Client> away = new PriorityQueue<>(Comparator.comparingLong(client -> client.due));
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Selector selector;
    private int refused;

    /** @param root of the destinations' names, of which each client hears one */
    Roaming(int port, int count, String root, int destinations) throws IOException {
        this.port = port;
        this.root = root;
        this.destinations = destinations;
        this.selector = Selector.open();
        for (int i = 0; i < count; i++) {
            Client client = new Client(i);
            client.due = System.nanoTime();
            clients.add(client);
            away.add(client);
        }
    }

    /** Connects whose time has come, and reads what is there; waits a little if nothing is. */
    void step() throws IOException {
        for (int i = 0; i < 20 && !away.isEmpty() && away.peek().due - System.nanoTime() <= 0; i++) {
            connect(away.remove());
        }
        selector.select(2);
        for (SelectionKey key : selector.selectedKeys()) {
            read(key, (Connection) key.attachment());
        }
        selector.selectedKeys().clear();
    }

    private void connect(Client client) throws IOException {
        try {
            Connection connection = new Connection(client, new StompWire(port));
            connection.wire.channel().configureBlocking(false);
            connection.wire.channel().register(selector, SelectionKey.OP_READ, connection);
        } catch (ConnectException e) {
            comeBack(client, AGAIN_MILLIS);
        }
    }

    private void read(SelectionKey key, Connection connection) throws IOException {
        StompWire wire = connection.wire;
        try {
            wire.read(frame -> on(connection, frame));
            if (wire.isOpen() && !connection.connecting) {
                connection.connecting = true;
                arrivals.add(new Arrival(System.nanoTime(), wire.answered("x-upstream")));
                wire.send(Flood.CONNECT);
            }
        } catch (IOException | UncheckedIOException end) {
            refused += wire.isOpen() ? 0 : 1;
            Matcher retry = RETRY.matcher(wire.closeReason());
            key.cancel();
            wire.close();
            comeBack(
                    connection.client,
                    retry.find() ? Long.parseLong(retry.group(1)) : AGAIN_MILLIS + random.nextLong(AGAIN_MILLIS));
        }
    }

    private void comeBack(Client client, long millis) {
        client.due = System.nanoTime() + millis * MILLI;
        client.live = false;
        away.add(client);
    }

    private void on(Connection connection, String frame) {
        Client client = connection.client;
        if (frame.startsWith("CONNECTED")) {
            String resume = client.last.isEmpty() ? "" : "last-message-id:" + client.last + "\n";
            send(
                    connection.wire,
                    "SUBSCRIBE\nid:s\ndestination:" + destination(client) + "\nreceipt:r\n" + resume + "\n\0");
        } else if (frame.startsWith("RECEIPT")) {
            client.live = true;
            check(client, client.last.isEmpty() || "true".equals(StompWire.header(frame, "recovered")), frame);
            client.last = client.last.isEmpty() ? StompWire.header(frame, "position") : client.last;
        } else if (frame.startsWith("MESSAGE")) {
            int number = Integer.parseInt(StompWire.body(frame));
            check(client, number == client.heard, client.heard + " expected at " + frame);
            client.heard = number + 1;
            client.last = StompWire.header(frame, "message-id");
        } else {
            check(client, frame.isBlank(), frame);
        }
    }

    private static void check(Client client, boolean right, String complaint) {
        if (!right && client.fault.isEmpty()) {
            client.fault = "client " + client.number + ": " + complaint;
        }
    }

    private static void send(StompWire wire, String frame) {
        try {
            wire.send(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String destination(Client client) {
        return root + "." + client.number % destinations;
    }

    /** How many are subscribed now. */
    int live() {
        return (int) clients.stream().filter(client -> client.live).count();
    }

    /** How often one was not let in. */
    int refused() {
        return refused;
    }

    /** Every time that one was let in. */
    List<Arrival> arrivals() {
        return arrivals;
    }

    /** How many have not heard all of what was published. */
    int behind(IntUnaryOperator published) {
        return (int) clients.stream()
                .filter(client -> client.heard < published.applyAsInt(client.number % destinations))
                .count();
    }

    /** What each client has to complain of first. */
    List<String> faults() {
        return clients.stream()
                .map(client -> client.fault)
                .filter(fault -> !fault.isEmpty())
                .toList();
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
