/** What is published and where to: events, destinations, patterns of destinations, positions. */
@NullMarked
package io.fanfare.event;

import org.jspecify.annotations.NullMarked;
