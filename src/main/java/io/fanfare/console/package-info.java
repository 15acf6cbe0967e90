/** The web page that shows what happens. */
@NullMarked
package io.fanfare.console;

import org.jspecify.annotations.NullMarked;
