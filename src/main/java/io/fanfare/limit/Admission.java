package io.fanfare.limit;

/** What whoever wants to connect gets: a place, or the limit that is reached. */
public sealed interface Admission permits Place, LimitReached {}
