/** Who is on a destination. */
@NullMarked
package io.fanfare.presence;

import org.jspecify.annotations.NullMarked;
