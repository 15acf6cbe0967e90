package io.fanfare.relay;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which other instances there are, and of which all is known that they have told. Time is counted in own beats that came back:
 * while the channel is not there, nobody's lease ends. One thread at a time, but for the figures.
 */
final class Roster {

    static final int MOST = 1_000;

    /** How many own beats come back within a lease. */
    static final int BEATS_IN_A_LEASE = 4;

    private static final class Member {
        private long number;
        private boolean whole;
        private boolean repeating;
        private int missed;
    }

    private final Map<Long, Member> members = new HashMap<>();
    private volatile int size;
    private volatile int unknown;

    /** How many others there are. */
    int size() {
        return size;
    }

    /** Whether all is known that those who are there have told. */
    boolean isWhole() {
        return unknown == 0;
    }

    /**
     * Takes what another sent.
     *
     * @return whether it has to be asked for all that it has to tell
     * @throws UpstreamException if there are too many
     */
    boolean heard(FleetMessage message) throws UpstreamException {
        Member member = members.get(message.instance());
        if (member == null) {
            if (members.size() == MOST) {
                throw new UpstreamException("more than " + MOST + " instances");
            }
            member = new Member();
            member.whole = message.number() == 0;
            members.put(message.instance(), member);
        }
        member.missed = 0;
        boolean ask = heard(member, message);
        count();
        return ask;
    }

    private static boolean heard(Member member, FleetMessage message) {
        return switch (message.kind()) {
            case BEGIN -> {
                member.number = message.number();
                member.whole = false;
                member.repeating = true;
                yield false;
            }
            case TOLD, END -> {
                boolean follows = message.number() == member.number + 1;
                boolean missed = !follows && (member.whole || member.repeating);
                member.number = message.number();
                member.whole &= follows;
                member.repeating &= follows;
                if (message.kind() == FleetMessage.Kind.END && member.repeating) {
                    member.whole = true;
                    member.repeating = false;
                }
                yield missed;
            }
            case HELLO, BEAT, ASK, BYE -> {
                member.whole &= message.number() == member.number;
                member.repeating &= message.number() == member.number;
                member.number = message.number();
                yield !member.whole && !member.repeating;
            }
        };
    }

    /** Whether all is known that one has told. */
    boolean isWhole(long instance) {
        Member member = members.get(instance);
        return member != null && member.whole;
    }

    /** One has stopped; false if it was not known. */
    boolean remove(long instance) {
        boolean known = members.remove(instance) != null;
        count();
        return known;
    }

    /** An own beat came back; returns those whose lease has ended. */
    List<Long> beat() {
        List<Long> ended = new ArrayList<>();
        members.forEach((instance, member) -> {
            if (++member.missed >= BEATS_IN_A_LEASE - 1) {
                ended.add(instance);
            }
        });
        ended.forEach(members::remove);
        count();
        return ended;
    }

    /** The channel is there again: others come back later, and have so many beats more. */
    void patient(int beats) {
        members.values().forEach(member -> member.missed = -beats);
    }

    private void count() {
        size = members.size();
        unknown = (int) members.values().stream().filter(each -> !each.whole).count();
    }
}
