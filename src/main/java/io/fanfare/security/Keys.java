package io.fanfare.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of services, by their hashes: a secret of 256 random bits needs no slower one than SHA-256. */
final class Keys {

    /** What stands before a hash, in place of a secret. */
    static final String HASHED = "{sha256}";

    private static final String PREFIX = "fanfare_";
    private static final int SECRET_BYTES = 32;

    @SuppressWarnings("ArrayRecordComponent")
    private record Known(byte[] hash, Identity identity) {}

    private final List<Known> known = new ArrayList<>();

    /** @param secret as it is configured */
    void add(String secret, Identity identity) {
        known.add(new Known(configuredHash(secret), identity));
    }

    /** The hash of a secret as it is configured: plain, or hashed already. */
    static byte[] configuredHash(String secret) {
        return secret.startsWith(HASHED) ? HexFormat.of().parseHex(secret.substring(HASHED.length())) : hash(secret);
    }

    /** The key of this name; null if there is none. */
    @Nullable
    Identity named(String name) {
        return known.stream()
                .map(Known::identity)
                .filter(identity -> name.equals(identity.name()))
                .findFirst()
                .orElse(null);
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** Whose secret has this hash; null if it is nobody's. Takes the same time whichever it is. */
    @Nullable
    Identity find(byte[] hash) {
        Identity found = null;
        for (Known key : known) {
            if (MessageDigest.isEqual(key.hash, hash)) {
                found = key.identity;
            }
        }
        return found;
    }

    /** A new secret. */
    static String generate() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
