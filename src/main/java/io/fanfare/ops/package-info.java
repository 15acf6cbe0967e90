/** How operators watch and steer the service: metrics, health, actuator endpoints, drain. */
@NullMarked
package io.fanfare.ops;

import org.jspecify.annotations.NullMarked;
