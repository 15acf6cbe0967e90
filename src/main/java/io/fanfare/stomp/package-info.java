/** The STOMP protocol, bytes in and bytes out, versions 1.0 to 1.2. */
@NullMarked
package io.fanfare.stomp;

import org.jspecify.annotations.NullMarked;
