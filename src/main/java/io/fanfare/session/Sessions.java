package io.fanfare.session;

import io.fanfare.security.Lifetimes;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** All sessions of this instance. Thread-safe. */
public final class Sessions {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);

    private static final int SLICES = 16;
    private static final int ID_BYTES = 16;
    private static final int LONGEST_SHOWN = 500;

    /** In slices, so that the ticker looks after them in turn and not all at one moment. */
    private final List<Map<String, Session>> slices = Stream.<Map<String, Session>>generate(ConcurrentHashMap::new)
            .limit(SLICES)
            .toList();

    private final EndedLives ended;
    private final LineQuota<CloseReason> refusals;
    private final AtomicInteger numbers = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();
    private final SessionSettings settings;
    private final SessionListener listener;
    private final InstantSource clock;
    private final Lifetimes lifetimes;
    private volatile boolean accepting = true;

    /** Sessions that end when their clients do, or an operator says so. */
    public Sessions(SessionSettings settings, SessionListener listener, InstantSource clock) {
        this(settings, listener, clock, Lifetimes.unlimited());
    }

    /** @param lifetimes which end sessions too */
    public Sessions(SessionSettings settings, SessionListener listener, InstantSource clock, Lifetimes lifetimes) {
        this.settings = settings;
        this.ended = new EndedLives(settings.remembered());
        this.refusals = new LineQuota<>(CloseReason.class, clock);
        this.listener = listener;
        this.clock = clock;
        this.lifetimes = lifetimes;
    }

    /** Whether new sessions are taken. */
    public boolean isAccepting() {
        return accepting;
    }

    /** Takes new sessions from now on, or none: one whose handshake is past its door then is closed as soon as it opens. */
    public void accept(boolean accept) {
        accepting = accept;
    }

    /** Begins a session on a connection that has just opened. */
    public Session open(Connection connection) {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        int number = numbers.getAndIncrement() & Integer.MAX_VALUE;
        Session session = new Session(text, number, connection, settings, listener, lifetimes, clock);
        slice(text).put(text, session);
        listener.opened(session);
        if (!accepting) {
            session.close(CloseReason.RESTART);
        }
        return session;
    }

    /** Ends a session whose transport has ended. Does nothing if that was told already. */
    public void end(Session session, CloseReason reason) {
        if (slice(session.id()).remove(session.id(), session)) {
            CloseReason first = session.end(reason);
            session.life().ended(clock.instant(), first);
            ended.add(session.life());
            listener.closed(session, first);
            tellEnd(session, first);
        }
    }

    /** One line of its life: what anyone would like to know where it was refused, else for who looks closely. */
    private void tellEnd(Session session, CloseReason reason) {
        long leftOut = reason.isRefusal() ? refusals.take(reason) : LineQuota.NO_LINE;
        Level level = leftOut == LineQuota.NO_LINE ? Level.DEBUG : Level.INFO;
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        LoggingEventBuilder line = session.tag(log.atLevel(level)).addKeyValue("event.reason", reason.label());
        Session.Told told = session.told();
        if (told != null && told.destination() != null) {
            line = line.addKeyValue("messaging.destination.name", shown(told.destination()));
        }
        String user = session.user();
        line.log(
                "Session {} of {} ended: {}, after {} ms, {} events{}{}",
                session.id(),
                user == null ? "nobody known" : shown(user),
                reason.label(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - session.openedNanos()),
                session.delivered(),
                told == null ? "" : ": " + shown(told.why()),
                LineQuota.leftOut(leftOut));
    }

    /** What a client may have made up goes on one line, and on a short one. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > LONGEST_SHOWN ? line.substring(0, LONGEST_SHOWN) + "..." : line;
    }

    public @Nullable Session get(String id) {
        return slice(id).get(id);
    }

    public int count() {
        return slices.stream().mapToInt(Map::size).sum();
    }

    /** All sessions, as of about now. */
    public Stream<Session> stream() {
        return slices.stream().flatMap(slice -> slice.values().stream());
    }

    /** Those that have ended last. */
    public List<Life> ended() {
        return ended.list();
    }

    /** Of all that ended behind this moment, each is among {@link #ended}. */
    public Instant endedKnownSince() {
        return ended.knownSince();
    }

    /** Calls {@code action} for the sessions of one slice. */
    void forEach(int slice, Consumer<Session> action) {
        slices.get(slice).values().forEach(action);
    }

    int slices() {
        return slices.size();
    }

    private Map<String, Session> slice(String id) {
        return slices.get(Math.floorMod(id.hashCode(), slices.size()));
    }
}
