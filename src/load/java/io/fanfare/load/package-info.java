/** Load on a running service, and what it makes of it: programs for benchmarks, not for tests. */
@NullMarked
package io.fanfare.load;

import org.jspecify.annotations.NullMarked;
