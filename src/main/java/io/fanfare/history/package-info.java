/** The recent events of a destination, and replay without a gap. */
@NullMarked
package io.fanfare.history;

import org.jspecify.annotations.NullMarked;
