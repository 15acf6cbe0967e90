/** What is published and where to. */
@NullMarked
package io.fanfare.event;

import org.jspecify.annotations.NullMarked;
