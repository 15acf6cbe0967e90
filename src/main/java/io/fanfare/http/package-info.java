/** The services' door: publish, history, presence, server-sent events. */
@NullMarked
package io.fanfare.http;

import org.jspecify.annotations.NullMarked;
