/** From one event to every matching session. */
@NullMarked
package io.fanfare.fanout;

import org.jspecify.annotations.NullMarked;
