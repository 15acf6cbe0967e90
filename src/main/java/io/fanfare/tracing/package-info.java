/** Which trace an event belongs to, and the spans of its publishing. */
@NullMarked
package io.fanfare.tracing;

import org.jspecify.annotations.NullMarked;
