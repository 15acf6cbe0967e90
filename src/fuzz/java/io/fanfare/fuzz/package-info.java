/** Runs the fuzz targets, which are in the packages that they test. */
@NullMarked
package io.fanfare.fuzz;

import org.jspecify.annotations.NullMarked;
