/** The clients that people use, against the running service. */
@NullMarked
package io.fanfare.clients;

import org.jspecify.annotations.NullMarked;
