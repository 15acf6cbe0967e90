package io.fanfare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** The line to a server on this machine, which can be cut and mended. */
public final class Line implements AutoCloseable {

    private final ServerSocket door;
    private volatile int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    /** To the server on a port. */
    public Line(int server) {
        this.server = server;
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().name("line").start(this::accept);
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Ends all connections, and each new one at once. */
    public void cut() {
        cut = true;
        sockets.forEach(Line::end);
    }

    /** Ends one of the connections, if there are any; the next are let through. */
    public void cutOne(RandomGenerator random) {
        List<Socket> open = List.copyOf(sockets);
        if (!open.isEmpty()) {
            end(open.get(random.nextInt(open.size())));
        }
    }

    public void mend() {
        cut = false;
    }

    /** Mends it, and leads to the server on another port from now on. */
    public void mend(int other) {
        server = other;
        mend();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                join(door.accept());
            } catch (IOException closed) {
                // the loop ends, or the server is away
            }
        }
    }

    private void join(Socket near) throws IOException {
        sockets.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), server);
        sockets.add(far);
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
        if (cut) {
            cut();
        }
    }

    private void carry(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException lost) {
            // so is the other side
        } finally {
            end(from);
            end(to);
            sockets.remove(from);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cut();
    }
}
