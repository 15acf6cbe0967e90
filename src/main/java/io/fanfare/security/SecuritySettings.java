package io.fanfare.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what.
 *
 * @param open whether everyone may do everything, as in the profile {@code dev}; otherwise the doors are closed
 */
@ConfigurationProperties("fanfare.security")
public record SecuritySettings(@DefaultValue("false") boolean open) {}
