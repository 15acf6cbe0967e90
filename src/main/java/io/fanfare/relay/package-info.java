/** The same broker over a shared upstream: RabbitMQ, or any STOMP broker. */
@NullMarked
package io.fanfare.relay;

import org.jspecify.annotations.NullMarked;
