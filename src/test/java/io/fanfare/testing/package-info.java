/** What the tests share: clients that speak to a running server, and doubles. */
@NullMarked
package io.fanfare.testing;

import org.jspecify.annotations.NullMarked;
