package io.fanfare.relay;

import io.fanfare.broker.Handed;
import io.fanfare.broker.Publication;
import io.fanfare.broker.UnavailableException;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.StompCommand;
import io.fanfare.stomp.StompEncoder;
import io.fanfare.stomp.StompFrame;
import io.fanfare.stomp.StompHeaders;
import io.fanfare.stomp.StompVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Sends what is for queues over a connection of its own, and knows when the broker has it. A queue does not know what comes
 * twice: what the broker had not confirmed when the connection ended is not sent again, but told as unavailable. Thread-safe.
 */
final class QueueLane implements UpstreamLink.Use {

    /** What the broker has not confirmed yet. */
    private static final class Pending {
        private final String receipt;
        private final Destination queue;
        private final byte[] frame;
        private final CompletableFuture<@Nullable Void> taken = new CompletableFuture<>();
        private boolean sent;

        Pending(String receipt, Destination queue, byte[] frame) {
            this.receipt = receipt;
            this.queue = queue;
            this.frame = frame;
        }

        void send(UpstreamConnection over) {
            sent = true;
            over.send(frame);
        }
    }

    /** For so long a queue is not tried again that has ended the connection, on which others are sent to. */
    private static final long REFUSAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final RelaySettings settings;
    private final long mostBytes;
    private final UpstreamLink link;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private @Nullable UpstreamConnection connection;
    private @Nullable Destination refused;
    private long refusedSince;
    private boolean started;
    private long bytes;
    private long numbers;

    QueueLane(Upstream upstream, RelaySettings settings, Limits limits) {
        this.settings = settings;
        this.mostBytes = limits.waitingEvents().toBytes();
        this.link = new UpstreamLink("queues", upstream, this);
    }

    /** The connection, once there was any use for it. */
    List<UpstreamLink> links() {
        lock.lock();
        try {
            return started ? List.of(link) : List.of();
        } finally {
            lock.unlock();
        }
    }

    void stop() {
        links().forEach(UpstreamLink::stop);
    }

    /** Sends them. */
    Handed handIn(List<Event> events) {
        List<Pending> sending = new ArrayList<>();
        List<Publication> publications = new ArrayList<>();
        try {
            for (Event event : events) {
                send(event, sending);
                publications.add(Publication.passedOn(UUID.randomUUID().toString(), event.destination()));
            }
        } catch (RuntimeException e) {
            forget(sending);
            throw e;
        }
        return new UnderWay(sending, publications);
    }

    /** Events that were sent. */
    private final class UnderWay implements Handed {

        private final List<Pending> sending;
        private final List<Publication> publications;
        private final CompletableFuture<?> taken;
        private final long deadline =
                System.nanoTime() + settings.publishTimeout().toNanos();

        UnderWay(List<Pending> sending, List<Publication> publications) {
            this.sending = sending;
            this.publications = publications;
            this.taken = CompletableFuture.allOf(
                    sending.stream().map(each -> each.taken).toArray(CompletableFuture[]::new));
        }

        @Override
        public boolean isDecided() {
            return taken.isDone();
        }

        @Override
        public List<Publication> await() {
            try {
                taken.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                return publications;
            } catch (TimeoutException | ExecutionException e) {
                throw unconfirmed(sending);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unconfirmed(sending);
            } finally {
                forget(sending);
            }
        }
    }

    private void send(Event event, List<Pending> sending) {
        lock.lock();
        try {
            String receipt = Long.toString(numbers++);
            Pending one = new Pending(receipt, event.destination(), frame(event, receipt));
            checkTaken(one);
            bytes += one.frame.length;
            pending.put(receipt, one);
            sending.add(one);
            if (!started) {
                started = true;
                link.start();
            } else if (connection != null) {
                one.send(connection);
            }
        } finally {
            lock.unlock();
        }
    }

    /** What waits to be written counts, though nobody may wait for it any more. Under the lock. */
    private void checkTaken(Pending one) {
        long waiting = connection == null ? 0 : connection.waitingBytes();
        if (Math.max(bytes, waiting) + one.frame.length > mostBytes) {
            throw new UnavailableException("Too much is on its way to queues of the broker: try again later.");
        }
        if (one.queue.equals(refused) && System.nanoTime() - refusedSince < REFUSAL_NANOS) {
            throw new UnavailableException("The broker refuses " + refused + "; the log of this service says why.");
        }
    }

    private byte[] frame(Event event, String receipt) {
        StompHeaders headers = StompHeaders.of(
                "destination",
                settings.queues().upstream(event.destination()),
                "receipt",
                receipt,
                "persistent",
                "true");
        if (event.contentType() != null) {
            headers.add("content-type", event.contentType());
        }
        settings.queues().headers().forEach(name -> {
            String value = event.headers().get(name);
            if (value != null) {
                headers.add(name, value);
            }
        });
        return StompEncoder.encode(StompCommand.SEND, StompVersion.V1_2, headers, event.body());
    }

    private UnavailableException unconfirmed(List<Pending> sending) {
        lock.lock();
        try {
            return new UnavailableException(
                    sending.stream().anyMatch(each -> each.sent)
                            ? "The broker has not confirmed it: it may be in its queue all the same. Try again later."
                            : "The broker cannot be reached: try again later.");
        } finally {
            lock.unlock();
        }
    }

    private void forget(List<Pending> sending) {
        lock.lock();
        try {
            sending.forEach(each -> remove(each.receipt));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void use(UpstreamConnection fresh) throws IOException {
        lock.lock();
        try {
            connection = fresh;
            pending.values().stream().filter(each -> !each.sent).forEach(each -> each.send(fresh));
        } finally {
            lock.unlock();
        }
        try {
            fresh.read(this::frame);
        } catch (RefusedUpstreamException e) {
            refused(e);
            ended(e);
            throw e;
        } catch (IOException e) {
            ended(e);
            throw e;
        }
    }

    /** It is decided, or nobody waits for it. Under the lock. */
    private @Nullable Pending remove(String receipt) {
        Pending one = pending.remove(receipt);
        if (one != null) {
            bytes -= one.frame.length;
        }
        return one;
    }

    /** Which queue it was: the only one that was sent to and is not confirmed, or of several the only one that is named. */
    private void refused(RefusedUpstreamException why) {
        lock.lock();
        try {
            List<Destination> sentTo = pending.values().stream()
                    .filter(each -> each.sent)
                    .map(each -> each.queue)
                    .distinct()
                    .toList();
            List<Destination> named = sentTo.size() == 1
                    ? sentTo
                    : sentTo.stream()
                            .filter(queue -> String.valueOf(why.getMessage()).contains("'" + queue.name() + "'"))
                            .toList();
            if (named.size() == 1) {
                refused = named.getFirst();
                refusedSince = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(IOException why) {
        lock.lock();
        try {
            connection = null;
            List<Pending> sent =
                    pending.values().stream().filter(each -> each.sent).toList();
            sent.forEach(each -> {
                remove(each.receipt);
                each.taken.completeExceptionally(why);
            });
        } finally {
            lock.unlock();
        }
    }

    private void frame(StompFrame frame) {
        String receipt = frame.header("receipt-id");
        if (receipt == null) {
            return;
        }
        lock.lock();
        try {
            Pending taken = remove(receipt);
            if (taken != null) {
                taken.taken.complete(null);
            }
        } finally {
            lock.unlock();
        }
    }
}
