/** How much a caller may do. */
@NullMarked
package io.fanfare.limit;

import org.jspecify.annotations.NullMarked;
