/** The application as a process; what it does is in the packages below. */
@NullMarked
package io.fanfare;

import org.jspecify.annotations.NullMarked;
