package io.fanfare.security;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.RemoteKeySourceException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSetCacheRefreshEvaluator;
import com.nimbusds.jose.jwk.source.JWKSetSource;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jose.util.ResourceRetriever;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an issuer, fetched from it when a token is to be checked, and again when one names a key that is not among them.
 * If they cannot be fetched, those that are known hold for some hours.
 */
final class TokenKeys implements JWKSetSource<SecurityContext> {

    private static final int TIMEOUT_MILLIS = 3_000;
    private static final int MOST_BYTES = 512 * 1024;
    private static final Duration KNOWN = Duration.ofMinutes(5);
    private static final Duration KNOWN_IN_AN_OUTAGE = Duration.ofHours(4);

    /** Whoever invents names of keys makes this service ask the issuer twice in so long, and no more often. */
    private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);

    private final ResourceRetriever http = new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MOST_BYTES);
    private final @Nullable String issuer;
    private final @Nullable String keySet;

    private TokenKeys(@Nullable String issuer, @Nullable String keySet) {
        this.issuer = issuer;
        this.keySet = keySet;
    }

    /** Nothing is fetched yet. */
    static JWKSource<SecurityContext> of(SecuritySettings.Jwt settings) {
        return JWKSourceBuilder.create(new TokenKeys(settings.issuerUri(), settings.jwkSetUri()))
                .cache(KNOWN.toMillis(), 5L * TIMEOUT_MILLIS)
                .refreshAheadCache(false)
                .rateLimited(BETWEEN_FETCHES.toMillis())
                .outageTolerant(KNOWN_IN_AN_OUTAGE.toMillis())
                .build();
    }

    @Override
    public JWKSet getJWKSet(JWKSetCacheRefreshEvaluator evaluator, long now, @Nullable SecurityContext context)
            throws KeySourceException {
        try {
            return JWKSet.parse(fetch(keySet == null ? discover(Objects.requireNonNull(issuer)) : keySet));
        } catch (IOException | ParseException | IllegalArgumentException e) {
            throw new RemoteKeySourceException("The keys could not be fetched: " + e.getMessage(), e);
        }
    }

    /** OpenID Connect Discovery 1.0, section 4. */
    private String discover(String uri) throws IOException, ParseException {
        String base = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
        Map<String, Object> metadata = JSONObjectUtils.parse(fetch(base + "/.well-known/openid-configuration"));
        if (!uri.equals(metadata.get("issuer"))) {
            throw new IOException(uri + " calls itself " + metadata.get("issuer"));
        }
        return String.valueOf(metadata.get("jwks_uri"));
    }

    private String fetch(String url) throws IOException {
        return http.retrieveResource(URI.create(url).toURL()).getContent();
    }

    @Override
    public void close() {
        // it holds nothing
    }
}
