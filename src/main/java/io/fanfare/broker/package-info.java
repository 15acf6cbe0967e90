/** The one way in: the publisher, and the broker embedded in this process. */
@NullMarked
package io.fanfare.broker;

import org.jspecify.annotations.NullMarked;
