package io.fanfare.session;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session's bounded queue of bytes to be written. Any thread may offer; offering never blocks.
 *
 * <p>There is one write in flight. What is offered meanwhile goes as the next burst when the write ends. No lock is held
 * while the connection or the owner is called.
 */
public final class Outbox implements Connection.Completion {

    /** Told what became of the bytes, on the thread that wrote or that the connection completes on. */
    interface Owner {
        void written(Burst burst);

        /** The connection is broken; {@code lost} was not written. */
        void failed(Throwable failure, List<Burst> lost);

        /** All is written and no more is taken: the connection may be closed. */
        void finished();
    }

    /** What became of an offer. */
    public enum Offer {
        ACCEPTED,
        /** The limit is reached; nothing was added. */
        FULL,
        /** The session is ending; nothing was added. */
        CLOSED
    }

    /** The part of it that may be reserved, so that there is room for what is not asked to wait. */
    private static final int RESERVED_PART = 4;

    private enum Write {
        NONE,
        /** The connection's write has not returned yet. */
        CALLING,
        /** It has returned, and its completion is outstanding. */
        PENDING,
        /** It completed before it returned. */
        COMPLETED
    }

    private final Connection connection;
    private final Owner owner;
    private final long limit;

    private @Nullable WaitingBursts waiting;
    private long bytes;
    private long reserved;
    private long written;
    private int waitingForRoom;
    private Write write = Write.NONE;
    private @Nullable Burst inFlight;
    private boolean open = true;
    private boolean finishing;

    /** An outbox for at most {@code limit} bytes, those in flight included; a single burst always fits. */
    Outbox(Connection connection, Owner owner, long limit) {
        this.connection = connection;
        this.owner = owner;
        this.limit = limit;
    }

    /** Appends a burst, to be written at the next {@link #flush} or when the write in flight ends. */
    public synchronized Offer offer(Burst burst) {
        Offer answer = admit(burst);
        if (answer == Offer.ACCEPTED) {
            append(burst);
        }
        return answer;
    }

    /** Appends a burst and writes, at once if nothing is before it: {@link #offer} and {@link #flush} in one. */
    public Offer send(Burst burst) {
        synchronized (this) {
            Offer answer = admit(burst);
            if (answer != Offer.ACCEPTED) {
                return answer;
            }
            if (write != Write.NONE || waiting != null) {
                append(burst);
                burst = null;
            } else {
                bytes += burst.size();
                begin(burst);
            }
        }
        if (burst != null) {
            write(burst);
        } else {
            flush();
        }
        return Offer.ACCEPTED;
    }

    /** Writes what waits, unless a write is in flight, whose end will then see to it. */
    public void flush() {
        Burst next;
        synchronized (this) {
            if (write != Write.NONE) {
                return;
            }
            next = take();
        }
        write(next);
    }

    /** Reserves room for {@link Session#offerReserved}, if there is as much that may be reserved now. */
    public synchronized boolean tryReserve(long size) {
        boolean room = open && mayReserve(size);
        reserved += room ? size : 0;
        return room;
    }

    /** Waits until there is room and reserves it; false if the session is ending. Blocks: not for threads that others need. */
    public synchronized boolean reserve(long size) throws InterruptedException {
        waitingForRoom++;
        try {
            while (open && !mayReserve(size)) {
                wait();
            }
        } finally {
            waitingForRoom--;
        }
        return tryReserve(size);
    }

    /**
     * Waits until all is written that was offered before; false if it will not be, for the session is ending. Blocks: not for
     * threads that others need.
     */
    public synchronized boolean awaitWritten() throws InterruptedException {
        long end = written + bytes;
        waitingForRoom++;
        try {
            while (open && written - end < 0) {
                wait();
            }
        } finally {
            waitingForRoom--;
        }
        return written - end >= 0;
    }

    /** Gives back room that was reserved. */
    public synchronized void release(long size) {
        reserved -= size;
        tellOfRoom();
    }

    private void tellOfRoom() {
        if (waitingForRoom > 0) {
            notifyAll();
        }
    }

    /** Appends a burst in the place of room that was reserved for it. */
    synchronized Offer offerReserved(Burst burst, long size) {
        if (open) {
            append(burst);
        }
        release(size);
        return open ? Offer.ACCEPTED : Offer.CLOSED;
    }

    /** Takes no more after {@code last}, which is written in spite of the limit; then tells the owner. */
    void finish(@Nullable Burst last) {
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
            finishing = true;
            tellOfRoom();
            if (last != null) {
                append(last);
            }
        }
        flush();
    }

    /** Forgets what waits and takes no more; returns that. The write in flight is the connection's. */
    synchronized List<Burst> discard() {
        open = false;
        finishing = false;
        tellOfRoom();
        return clear();
    }

    /** Forgets what waits and returns that; goes on taking more. */
    synchronized List<Burst> clear() {
        List<Burst> forgotten = waiting == null ? List.of() : waiting.all();
        waiting = null;
        bytes = inFlight == null ? 0 : inFlight.size();
        return forgotten;
    }

    /** Bytes that were written. */
    public synchronized long written() {
        return written;
    }

    /** How many bytes it may hold. */
    public long limit() {
        return limit;
    }

    /** Bytes that wait or are in flight. */
    public synchronized long bytes() {
        return bytes;
    }

    @Override
    public void completed(@Nullable Throwable failure) {
        Burst burst;
        synchronized (this) {
            burst = inFlight;
            if (burst == null) {
                return;
            }
            inFlight = null;
            bytes -= burst.size();
            written += failure == null ? burst.size() : 0;
            tellOfRoom();
        }
        if (failure == null) {
            owner.written(burst);
        } else {
            List<Burst> lost = new ArrayList<>(List.of(burst));
            lost.addAll(discard());
            owner.failed(failure, lost);
        }
        Burst next;
        synchronized (this) {
            if (write == Write.CALLING) {
                write = Write.COMPLETED;
                return;
            }
            next = take();
        }
        write(next);
    }

    /** Writes {@code burst} and what comes after it, as long as writes complete at once. */
    private void write(@Nullable Burst burst) {
        while (burst != null) {
            try {
                connection.write(burst, this);
            } catch (RuntimeException e) {
                completed(e);
            }
            synchronized (this) {
                if (write == Write.CALLING) {
                    write = Write.PENDING;
                    return;
                }
                burst = take();
            }
        }
        if (isFinished()) {
            owner.finished();
        }
    }

    private synchronized boolean isFinished() {
        boolean finished = finishing && write == Write.NONE && waiting == null;
        finishing &= !finished;
        return finished;
    }

    private Offer admit(Burst burst) {
        if (!open) {
            return Offer.CLOSED;
        }
        return bytes == 0 || hasRoom(burst.size()) ? Offer.ACCEPTED : Offer.FULL;
    }

    /** What is larger than a part may take more than may be reserved, but only one at a time. */
    private boolean mayReserve(long size) {
        return size <= part()
                ? bytes + reserved + size <= limit / RESERVED_PART
                : bytes + reserved <= part() && hasRoom(size);
    }

    /** Bytes that are best reserved at a time: as much as one burst takes, and half of what may be reserved at most. */
    public long part() {
        return Math.min(Burst.LARGEST_SHARED, limit / RESERVED_PART / 2);
    }

    private boolean hasRoom(long size) {
        return bytes + reserved + size <= limit || bytes + reserved == 0;
    }

    private void append(Burst burst) {
        if (waiting == null) {
            waiting = new WaitingBursts();
        }
        waiting.add(burst);
        bytes += burst.size();
    }

    /** The next write: all that waits, or as much of it as goes into one. */
    private @Nullable Burst take() {
        if (waiting == null) {
            write = Write.NONE;
            return null;
        }
        Burst next = waiting.remove();
        if (waiting.isEmpty()) {
            waiting = null;
        }
        begin(next);
        return next;
    }

    private void begin(Burst burst) {
        write = Write.CALLING;
        inFlight = burst;
    }
}
