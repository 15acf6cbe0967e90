/** The application itself; everything else is in the packages below. */
@NullMarked
package io.fanfare;

import org.jspecify.annotations.NullMarked;
