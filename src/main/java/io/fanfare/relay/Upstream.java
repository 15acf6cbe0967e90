package io.fanfare.relay;

import io.fanfare.stomp.HeartBeat;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The broker: opens connections to it, to whichever of its addresses takes them. Thread-safe. */
final class Upstream {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int SMALL_BUFFER = 4 * 1024;
    private static final UpstreamConnection.Capacity SHARED = new UpstreamConnection.Capacity(64 * 1024, 32 << 20);
    private static final HeartBeat HEART_BEAT = new HeartBeat(10_000, 10_000);

    private final RelaySettings settings;
    private final List<Address> addresses;
    private final @Nullable SSLContext tls;
    private final UpstreamConnection.Capacity capacity;
    private final AtomicInteger tries = new AtomicInteger();

    /** @param tls null for connections in plain text */
    Upstream(RelaySettings settings, @Nullable SSLContext tls) {
        this(settings, tls, SHARED);
    }

    private Upstream(RelaySettings settings, @Nullable SSLContext tls, UpstreamConnection.Capacity capacity) {
        this.settings = settings;
        this.capacity = capacity;
        this.addresses = settings.addresses().stream().map(Address::parse).toList();
        this.tls = tls;
    }

    /** The same for connections of which there are many. */
    Upstream small(int mostBody) {
        return new Upstream(settings, tls, new UpstreamConnection.Capacity(SMALL_BUFFER, mostBody));
    }

    /** A new connection, to the address that is next; with the credentials as they are now. */
    UpstreamConnection connect() throws IOException {
        Address address = addresses.get(Math.floorMod(tries.get(), addresses.size()));
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(address.host(), address.port()), CONNECT_MILLIS);
            Socket used = tls == null ? socket : encrypted(tls, socket, address);
            return new UpstreamConnection(used, address, login(), capacity);
        } catch (UpstreamException e) {
            tries.incrementAndGet();
            throw e;
        } catch (IOException e) {
            tries.incrementAndGet();
            socket.close();
            throw new UpstreamException(address + ": " + e.getMessage());
        }
    }

    /** The certificate has to be of a host of that name, and trusted. */
    private static Socket encrypted(SSLContext tls, Socket plain, Address address) throws IOException {
        plain.setSoTimeout(CONNECT_MILLIS);
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, address.host(), address.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private UpstreamConnection.Login login() throws IOException {
        Path file = settings.passwordFile();
        String password =
                file == null ? settings.password() : Files.readString(file).strip();
        return new UpstreamConnection.Login(settings.username(), password, settings.virtualHost(), HEART_BEAT);
    }
}
