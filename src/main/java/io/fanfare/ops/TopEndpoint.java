package io.fanfare.ops;

import io.fanfare.session.Session;
import io.fanfare.session.Sessions;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** Which destinations, publishers and users cause the load of this instance: what meters, with their fixed labels, cannot say. */
@Endpoint(id = "top")
final class TopEndpoint {

    /**
     * @param deliveries events that their open sessions were given
     * @param bytes what was written to these sessions
     * @param waitingBytes bytes that wait for them
     * @param drops events that they did not get, of late
     */
    record Users(
            List<SpaceSaving.Heavy> deliveries,
            List<SpaceSaving.Heavy> bytes,
            List<SpaceSaving.Heavy> waitingBytes,
            List<SpaceSaving.Heavy> drops) {}

    /** Destinations and publishers are of late, weights fading to half each minute. */
    record View(Top.Load destinations, Top.Load publishers, Users users) {}

    private static final int MOST = 1_000;

    private final Top top;
    private final Sessions sessions;

    TopEndpoint(Top top, Sessions sessions) {
        this.top = top;
        this.sessions = sessions;
    }

    /** The heaviest of each kind, {@code size} of them: 10 unless told otherwise. */
    @ReadOperation
    public WebEndpointResponse<Object> heaviest(@Nullable String size) {
        return OperatorAnswers.of(() -> {
            int most = size == null ? 10 : number(size);
            return new View(
                    top.destinations(most),
                    top.publishers(most),
                    new Users(
                            ofUsers(Session::delivered, most),
                            ofUsers(session -> session.outbox().written(), most),
                            ofUsers(session -> session.outbox().bytes(), most),
                            top.userDrops(most)));
        });
    }

    private static int number(String size) {
        try {
            int number = Integer.parseInt(size);
            if (number >= 1 && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new InvalidQueryException("size must be a number from 1 to " + MOST + ", not '" + size + "'");
    }

    private List<SpaceSaving.Heavy> ofUsers(ToLongFunction<Session> weight, int most) {
        Map<String, Long> sums = new HashMap<>();
        sessions.stream().forEach(session -> {
            String user = session.user();
            if (user != null) {
                sums.merge(user, weight.applyAsLong(session), Long::sum);
            }
        });
        return sums.entrySet().stream()
                .filter(sum -> sum.getValue() > 0)
                .map(sum -> new SpaceSaving.Heavy(sum.getKey(), sum.getValue(), 0))
                .sorted(Comparator.comparingLong(SpaceSaving.Heavy::count).reversed())
                .limit(most)
                .toList();
    }
}
