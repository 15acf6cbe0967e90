package io.fanfare.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** A network between two programs that a test can cut, stall and slow down. */
public final class TcpProxy implements AutoCloseable {

    private static final int BUFFER = 16 * 1024;
    private static final long SECOND_NANOS = 1_000_000_000;

    private final ServerSocket server;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition goesOn = lock.newCondition();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private volatile boolean recording;
    private boolean stalled;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    /** @param target port of 127.0.0.1 to which it leads */
    public TcpProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.ofVirtual().name("tcp-proxy").start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Ends all connections, as a reboot of a router would. */
    public void cut() {
        open.forEach(TcpProxy::close);
    }

    /** From now on nothing comes through, and nobody is told; or all does again. */
    public void stall(boolean stall) {
        lock.lock();
        try {
            stalled = stall;
            goesOn.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** From now on each direction of each connection carries no more than this. */
    public void slow(long bytes) {
        bytesPerSecond = bytes;
    }

    /** Keeps from now on what goes to the target. */
    public void startRecording() {
        recording = true;
    }

    /** What was kept of it so far, each byte as a character. */
    public String sent() {
        return sent.toString(StandardCharsets.ISO_8859_1);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket from = server.accept();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(from);
                open.add(to);
                Thread.ofVirtual().start(() -> pump(from, to, true));
                Thread.ofVirtual().start(() -> pump(to, from, false));
            } catch (IOException closed) {
                // the next one may work, or this is closed
            }
        }
    }

    private void pump(Socket from, Socket to, boolean towardsTarget) {
        byte[] buffer = new byte[BUFFER];
        try {
            int size = from.getInputStream().read(buffer);
            while (size >= 0) {
                awaitPassage(size);
                if (towardsTarget && recording) {
                    sent.write(buffer, 0, size);
                }
                to.getOutputStream().write(buffer, 0, size);
                size = from.getInputStream().read(buffer);
            }
        } catch (IOException | InterruptedException end) {
            // whichever side has ended it
        } finally {
            open.remove(from);
            open.remove(to);
            close(from);
            close(to);
        }
    }

    private void awaitPassage(int size) throws InterruptedException {
        lock.lock();
        try {
            while (stalled) {
                goesOn.await();
            }
        } finally {
            lock.unlock();
        }
        if (bytesPerSecond < Long.MAX_VALUE) {
            LockSupport.parkNanos(size * SECOND_NANOS / bytesPerSecond);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // it is of no use any more
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        stall(false);
        cut();
    }
}
