package io.fanfare.websocket;

import io.fanfare.event.Event;
import io.fanfare.limit.Limit;
import io.fanfare.limit.LimitException;
import io.fanfare.limit.Limits;
import io.fanfare.stomp.StompException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The open transactions of one session: what is to take effect at COMMIT. */
final class Transactions {

    /** What one transaction has gathered, each kind in the order in which it came. */
    final class Transaction {
        private final List<Event> events = new ArrayList<>();
        private final List<Acknowledgement> acknowledgements = new ArrayList<>();
        private long bytes;

        void add(Event event) {
            checkRoom();
            bytes += event.body().length;
            if (bytes > limits.transactionSize().toBytes()) {
                throw new LimitException(
                        Limit.TRANSACTION_SIZE,
                        "A transaction has at most " + limits.transactionSize().toBytes() + " bytes");
            }
            events.add(event);
        }

        void add(Acknowledgement acknowledgement) {
            checkRoom();
            acknowledgements.add(acknowledgement);
        }

        private void checkRoom() {
            if (events.size() + acknowledgements.size() >= limits.transactionFrames()) {
                throw new LimitException(
                        Limit.TRANSACTION_FRAMES,
                        "A transaction has at most " + limits.transactionFrames() + " frames");
            }
        }

        List<Event> events() {
            return events;
        }

        List<Acknowledgement> acknowledgements() {
            return acknowledgements;
        }
    }

    private final Limits limits;
    private final Map<String, Transaction> open = new HashMap<>(2);

    Transactions(Limits limits) {
        this.limits = limits;
    }

    void begin(String id) {
        if (open.size() >= limits.transactions()) {
            throw new LimitException(
                    Limit.TRANSACTIONS, "A session has at most " + limits.transactions() + " transactions");
        }
        if (open.putIfAbsent(id, new Transaction()) != null) {
            throw new StompException("The transaction '" + id + "' is open already.");
        }
    }

    Transaction get(String id) {
        Transaction transaction = open.get(id);
        if (transaction == null) {
            throw new StompException("There is no open transaction '" + id + "': BEGIN it first.");
        }
        return transaction;
    }

    /** Closes a transaction and returns what it gathered. */
    Transaction end(String id) {
        Transaction transaction = get(id);
        open.remove(id);
        return transaction;
    }

    void clear() {
        open.clear();
    }
}
