package io.fanfare.relay;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fanfare.broker.Fleet;
import io.fanfare.security.Revocation;
import io.fanfare.security.RevocationListener;
import io.fanfare.security.Revocations;
import io.fanfare.session.Expulsion;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Tells other instances what was revoked here, and takes what was revoked there. */
final class SharedRevocations implements RevocationListener, Fleet.Listener {

    private static final int MOST_AT_ONCE = 500;

    /** @param session one that is to end, wherever it is */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Told(
            @Nullable List<Revocation> revocations,
            @Nullable String session) {}

    private final Fleet fleet;
    private final Revocations revocations;
    private final Expulsion expulsion;

    SharedRevocations(Fleet fleet, Revocations revocations, Expulsion expulsion) {
        this.fleet = fleet;
        this.revocations = revocations;
        this.expulsion = expulsion;
        fleet.join(Fleet.Subject.REVOCATIONS, this);
    }

    @Override
    public void revoked(Revocation revocation) {
        tell(new Told(List.of(revocation), null));
    }

    @Override
    public void sought(String session) {
        tell(new Told(null, session));
    }

    @Override
    public void repeat() {
        List<Revocation> all = revocations.list();
        for (int i = 0; i < all.size(); i += MOST_AT_ONCE) {
            tell(new Told(all.subList(i, Math.min(i + MOST_AT_ONCE, all.size())), null));
        }
    }

    private void tell(Told told) {
        fleet.tell(Fleet.Subject.REVOCATIONS, JsonMapper.shared().writeValueAsBytes(told));
    }

    @Override
    public void heard(long instance, byte[] message) throws IOException {
        try {
            Told told = JsonMapper.shared().readValue(message, Told.class);
            if (told.revocations() != null) {
                told.revocations().forEach(revocations::add);
            }
            if (told.session() != null) {
                expulsion.expel(told.session());
            }
        } catch (JacksonException | NullPointerException e) {
            throw new IOException("no revocation", e);
        }
    }
}
