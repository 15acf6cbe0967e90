package io.fanfare.security;

/** Decides who may do what. Closed unless it is configured open: there is no other identity yet. */
public final class AccessControl {

    /** What a refused caller is told. */
    public static final String REFUSAL =
            "No one is allowed in yet: this version of Fanfare knows no credentials. Run it with"
                    + " the profile dev (--spring.profiles.active=dev) on a machine of your own.";

    private final boolean open;

    public AccessControl(SecuritySettings settings) {
        this.open = settings.open();
    }

    /** Whether everyone may connect, subscribe, send and publish. */
    public boolean isOpen() {
        return open;
    }
}
