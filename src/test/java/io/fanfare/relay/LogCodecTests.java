package io.fanfare.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fanfare.broker.Submission;
import io.fanfare.event.Destination;
import io.fanfare.event.Event;
import io.fanfare.event.Position;
import io.fanfare.relay.LogMessage.Token;
import io.fanfare.testing.Seed;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** What stands in the stream comes back as it was, and what is no such thing is refused. */
class LogCodecTests {

    private static final Token TOKEN = new Token(-7, 1L << 50);

    private static Event event(String destination, Set<String> users, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("b", "\u00e4:\n");
        headers.put("a", "");
        return new Event("id", Destination.parse(destination), users, "text/plain", headers, body, true, 5);
    }

    private static LogMessage.Handed again(Submission submission) throws IOException {
        LogMessage read = LogCodec.decode(LogCodec.encode(new LogMessage.Handed(TOKEN, submission)));
        assertThat(read.token()).isEqualTo(TOKEN);
        return (LogMessage.Handed) read;
    }

    @Test
    void anEventIsAsItWas() throws IOException {
        Event event = event("/user/\u4e2d.x", Set.of("ann", "b\u00f6b"), "\u00e4".getBytes(UTF_8));
        Submission read = again(Submission.ofLog("key:shop", List.of(event), new Position(3, 9)))
                .submission();
        assertThat(read.scope()).isEqualTo("key:shop");
        assertThat(read.expected()).isEqualTo(new Position(3, 9));
        assertThat(read.events()).singleElement().usingRecursiveComparison().isEqualTo(event);
        assertThat(read.events().getFirst().headers()).containsExactlyEntriesOf(event.headers());
    }

    @Test
    void whatIsNotThereIsNotThereAgain() throws IOException {
        Event bare = new Event(
                null, Destination.parse("/topic/a"), Set.of(), null, Map.of(), new byte[] {(byte) 0xFF, 0}, false, 0);
        Submission read = again(Submission.ofLog("", List.of(bare), null)).submission();
        assertThat(read.expected()).isNull();
        assertThat(read.events()).singleElement().usingRecursiveComparison().isEqualTo(bare);
    }

    @Test
    void aBodyForManyGoesOnce() throws IOException {
        byte[] body = new byte[10_000];
        List<Event> many = List.of(event("/topic/a", Set.of(), body), event("/topic/b", Set.of(), body));
        Submission submission = Submission.ofLog("s", many, null);
        assertThat(LogCodec.encode(new LogMessage.Handed(TOKEN, submission)).length)
                .isLessThan(10_500);
        assertThat(again(submission).submission().events())
                .extracting(each -> each.destination().toString())
                .containsExactly("/topic/a", "/topic/b");
        assertThat(again(submission).submission().events())
                .allSatisfy(each -> assertThat(each.body()).isEqualTo(body));
    }

    @Test
    void whatIsForTheLogItselfIsAsItWas() throws IOException {
        for (LogMessage message : List.of(
                new LogMessage.Claim(TOKEN, 12), new LogMessage.Repeat(TOKEN, 12), new LogMessage.Mark(TOKEN))) {
            assertThat(LogCodec.decode(LogCodec.encode(message))).isEqualTo(message);
        }
    }

    @Test
    void whatIsCutShortIsRefused() {
        byte[] whole = LogCodec.encode(new LogMessage.Handed(
                TOKEN, Submission.ofLog("s", List.of(event("/topic/a", Set.of("u"), new byte[9])), null)));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> LogCodec.decode(part)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherVersionIsRefused() {
        byte[] other = LogCodec.encode(new LogMessage.Mark(TOKEN));
        other[0]++;
        assertThatThrownBy(() -> LogCodec.decode(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version");
    }

    /** Whatever stands there, nothing but a refusal comes of it, and no more memory is taken than it has bytes. */
    @Test
    void whatIsDamagedIsRefusedOrRead() {
        RandomGenerator random = Seed.random();
        byte[] whole = LogCodec.encode(new LogMessage.Handed(
                TOKEN, Submission.ofLog("s", List.of(event("/topic/a", Set.of("u"), new byte[9])), null)));
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(LogCodec.decode(damaged)).isNotNull();
            } catch (IOException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }
}
