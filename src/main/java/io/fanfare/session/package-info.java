/** Connected clients and the bytes that wait for them. */
@NullMarked
package io.fanfare.session;

import org.jspecify.annotations.NullMarked;
