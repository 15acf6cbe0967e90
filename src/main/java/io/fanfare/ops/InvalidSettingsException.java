package io.fanfare.ops;

/** The service cannot start with these settings. */
final class InvalidSettingsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is wrong, with the names of the settings; never a value that may be secret
     * @param action what to change
     */
    InvalidSettingsException(String description, String action) {
        super(description);
        this.action = action;
    }

    String action() {
        return action;
    }
}
