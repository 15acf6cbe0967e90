/** Who a caller is and what they may do. */
@NullMarked
package io.fanfare.security;

import org.jspecify.annotations.NullMarked;
