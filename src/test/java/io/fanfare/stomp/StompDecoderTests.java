package io.fanfare.stomp;

import static io.fanfare.stomp.Frames.decode;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Named after the sections of the STOMP 1.2 specification. */
class StompDecoderTests {

    @Nested
    class StompFrames {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SEND\ndestination:/topic/a\n\nhello\0",
                    "SEND\r\ndestination:/topic/a\r\n\r\nhello\0",
                    "SEND\r\ndestination:/topic/a\n\r\nhello\0",
                    "\n\r\n\nSEND\ndestination:/topic/a\n\nhello\0\n\r\n",
                })
        void linesEndInLineFeedPerhapsAfterCarriageReturn(String bytes) {
            assertThat(decode(bytes)).containsExactly("SEND\ndestination:/topic/a\n\nhello\0");
        }

        @Test
        void severalFramesComeInOrder() {
            assertThat(decode("BEGIN\ntransaction:1\n\n\0SEND\n\na\0\nCOMMIT\ntransaction:1\n\n\0"))
                    .containsExactly("BEGIN\ntransaction:1\n\n\0", "SEND\n\na\0", "COMMIT\ntransaction:1\n\n\0");
        }

        @ParameterizedTest
        @EnumSource(
                names = {"CONNECTED", "MESSAGE", "RECEIPT", "ERROR"},
                mode = EnumSource.Mode.EXCLUDE)
        void takesEveryCommandOfAClient(StompCommand command) {
            assertThat(decode(command + "\n\n\0")).containsExactly(command + "\n\n\0");
        }

        @ParameterizedTest
        @CsvSource({
            "send, Unknown command 'send'",
            "Send, Unknown command 'Send'",
            "' SEND', Unknown command ' SEND'",
            "SENDER, Unknown command 'SENDER'",
            "SEN, Unknown command 'SEN'",
            "GET /index.html HTTP/1.1, Unknown command 'GET /index.html HTTP'",
            "MESSAGE, MESSAGE is not a client's command",
            "CONNECTED, CONNECTED is not a client's command",
        })
        void refusesOtherCommands(String command, String message) {
            assertRefused(command + "\n\n\0", message);
        }

        @Test
        void namesAnUnknownCommandWithoutControlCharacters() {
            assertRefused("A\u001b[31m\n\n\0", "Unknown command 'A?[31m'");
        }

        @Test
        void refusesAFrameThatEndsInItsHeaders() {
            assertRefused("SEND\ndestination:/topic/a\0", "A frame ended before the blank line after its headers");
            assertRefused("\0", "A frame ended before the blank line after its headers");
        }
    }

    @Nested
    class ValueEncoding {

        @ParameterizedTest
        @CsvSource({
            "V1_2, k\\c:\\r\\n\\c\\\\, 'k::\r\n:\\'",
            "V1_2, k:\\\\n, k:\\n",
            "V1_1, k\\n:\\n\\c\\\\, 'k\n:\n:\\'",
            "V1_0, k\\c:\\n\\t\\, k\\c:\\n\\t\\",
        })
        void decodesEscapesAsTheVersionHasThem(StompVersion version, String header, String expected) {
            assertThat(decode(version, "ACK\n" + header + "\n\n\0")).containsExactly("ACK\n" + expected + "\n\n\0");
        }

        @ParameterizedTest
        @CsvSource({"V1_2, k:\\t", "V1_2, k:a\\", "V1_2, k\\:v", "V1_2, k:\\N", "V1_1, k:\\r", "V1_1, k:\\"})
        void refusesUndefinedEscapes(StompVersion version, String header) {
            assertThatExceptionOfType(StompException.class)
                    .isThrownBy(() -> decode(version, "ACK\n" + header + "\n\n\0"))
                    .withMessage("A header holds an escape that STOMP %s does not define", version.text());
        }

        @ParameterizedTest
        @ValueSource(strings = {"CONNECT", "STOMP"})
        void decodesNoEscapesWhileConnecting(String command) {
            String frame = command + "\npasscode:a\\c\\t\\\n\n\0";
            assertThat(decode(frame)).containsExactly(frame);
        }

        @Test
        void theVersionTakesEffectWithTheNextFrame() {
            StompDecoder decoder = new StompDecoder(StompLimits.DEFAULT);
            List<String> frames = new ArrayList<>();
            decoder.decode(ByteBuffer.wrap("STOMP\n\n\0ACK\nid:\\t\n\n\0".getBytes(UTF_8)), frame -> {
                decoder.version(StompVersion.V1_0);
                frames.add(Frames.show(frame));
            });
            assertThat(frames).containsExactly("STOMP\n\n\0", "ACK\nid:\\t\n\n\0");
        }

        @Test
        void headersAndTextAreUtf8() {
            String frame = "SEND\nschlüssel:😀\n\n注文\0";
            assertThat(decode(frame)).containsExactly(frame);
        }

        @ParameterizedTest
        @ValueSource(strings = {"\u00ff", "\u00c3", "\u00c0\u0080", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080"})
        void refusesHeadersThatAreNotUtf8(String octets) {
            byte[] bytes = ("SEND\nk:" + octets + "\n\n\0").getBytes(ISO_8859_1);
            assertThatExceptionOfType(StompException.class)
                    .isThrownBy(() -> decode(new StompDecoder(StompLimits.DEFAULT), bytes))
                    .withMessage("A header is not valid UTF-8");
        }
    }

    @Nested
    class Body {

        @ParameterizedTest
        @EnumSource(
                names = {
                    "CONNECT",
                    "STOMP",
                    "SUBSCRIBE",
                    "UNSUBSCRIBE",
                    "ACK",
                    "NACK",
                    "BEGIN",
                    "COMMIT",
                    "ABORT",
                    "DISCONNECT"
                })
        void onlySendHasOne(StompCommand command) {
            assertRefused(command + "\n\nx\0", command + " must not have a body");
            assertRefused(command + "\ncontent-length:1\n\nx\0", command + " must not have a body");
            assertRefused(command + "\ncontent-length:0\n\nx\0", command + " must not have a body");
            assertThat(decode(command + "\ncontent-length:0\n\n\0")).hasSize(1);
        }

        @Test
        void isKeptByteForByte() {
            StompDecoder decoder = new StompDecoder(StompLimits.DEFAULT);
            byte[] bytes = "SEND\ncontent-length:4\n\n\u00ff\0\u0080\n\0".getBytes(ISO_8859_1);
            decoder.decode(
                    ByteBuffer.wrap(bytes),
                    frame -> assertThat(frame.body()).isEqualTo(new byte[] {(byte) 0xff, 0, (byte) 0x80, '\n'}));
            assertThat(decoder.incomplete()).isFalse();
        }
    }

    @Nested
    class StandardHeaders {

        @Test
        void contentLengthLetsTheBodyHoldNul() {
            assertThat(decode("SEND\ncontent-length:5\n\na\0b\0c\0"))
                    .containsExactly("SEND\ncontent-length:5\n\na\0b\0c\0");
        }

        @Test
        void aNulMustFollowTheBody() {
            assertRefused("SEND\ncontent-length:2\n\nabc\0", "The body is longer than its content-length");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "١", "one"})
        void contentLengthMustBeANumber(String value) {
            assertRefused("SEND\ncontent-length:" + value + "\n\na\0", "content-length must be a non-negative integer");
            assertRefused("BEGIN\ncontent-length:" + value + "\n\n\0", "content-length must be a non-negative integer");
        }

        @Test
        void anErrorKnowsTheReceiptThatCameBeforeIt() {
            assertThat(refusal("SEND\nreceipt:r\\c1\nbad\n\n\0").receiptId()).isEqualTo("r:1");
            assertThat(refusal("BEGIN\nreceipt:1\n\nbody\0").receiptId()).isEqualTo("1");
            assertThat(refusal("SEND\nbad\nreceipt:1\n\n\0").receiptId()).isNull();
            assertThat(refusal("BEGIN\nreceipt:1\n\n\0begin\n\n\0").receiptId()).isNull();
        }
    }

    @Nested
    class Headers {

        @ParameterizedTest
        @ValueSource(strings = {"k: v ", " k :v", "k:\tv", "k:", "k: ", "k:a:b", "K:v"})
        void areNotTrimmed(String header) {
            assertThat(decode("ACK\n" + header + "\n\n\0")).containsExactly("ACK\n" + header + "\n\n\0");
        }

        @ParameterizedTest
        @CsvSource({
            "novalue, A header has no colon",
            "' ', A header has no colon",
            ":value, A header has no name",
            ":, A header has no name",
            "'k:a\rb', A header holds a carriage return that ends no line",
            "'k\r:b', A header holds a carriage return that ends no line",
            "'k:a\r\r', A header holds a carriage return that ends no line",
        })
        void mustBeWellFormed(String header, String message) {
            assertRefused("ACK\n" + header + "\n\n\0", message);
        }

        @Test
        void ofRepeatedOnesTheFirstCounts() {
            assertThat(decode("SEND\nfoo:World\nfoo:Hello\nFoo:x\ncontent-length:1\ncontent-length:2\n\na\0"))
                    .containsExactly("SEND\nfoo:World\nFoo:x\ncontent-length:1\n\na\0");
        }
    }

    private static void assertRefused(String bytes, String message) {
        assertThat(refusal(bytes)).hasMessage(message);
        assertThat(refusal(bytes).tooBig()).isFalse();
    }

    private static StompException refusal(String bytes) {
        return catchThrowableOfType(StompException.class, () -> decode(bytes));
    }
}
