package io.fanfare.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.core.io.Resource;
import org.springframework.util.DigestUtils;

/** What tells a browser whether the file that it has is still the one there is. Dates do not: files of a jar have the build's. */
final class ContentTag {

    private ContentTag() {}

    /** An entity tag (RFC 9110, section 8.8.3), quotes included. */
    static String of(Resource file) {
        try {
            return "\"" + DigestUtils.md5DigestAsHex(file.getContentAsByteArray()) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
