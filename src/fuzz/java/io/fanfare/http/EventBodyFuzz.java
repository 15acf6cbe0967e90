package io.fanfare.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fanfare.fuzz.FuzzedService;
import io.fanfare.security.Identity;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Any body, posted as an event and as a batch: the answer is JSON, and never one of 5xx; a dry run and a batch take what is taken
 * alone, and what is published is what was written.
 */
public final class EventBodyFuzz {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final MediaType LINES = MediaType.parseMediaType("application/x-ndjson");
    private static final List<Integer> ONLY_WHEN_PUBLISHED = List.of(403, 409, 412);

    private static final MockMvc SERVICE = MockMvcBuilders.standaloneSetup(FuzzedService.part(PublishController.class))
            .setControllerAdvice(FuzzedService.part(ProblemAdvice.class))
            .build();

    private static final EventReader READER = FuzzedService.part(EventReader.class);

    private EventBodyFuzz() {}

    /** The service starts with this class, which counts for no input's time. */
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        MockHttpServletResponse dry = post("?dry-run=true", MediaType.APPLICATION_JSON, input);
        MockHttpServletResponse alone = post("", MediaType.APPLICATION_JSON, input);
        if (!ONLY_WHEN_PUBLISHED.contains(alone.getStatus())) {
            assertThat(dry.getStatus() == 200).as("dry run").isEqualTo(isTaken(alone));
        }
        post("/batch", LINES, input);
        post("/batch", MediaType.APPLICATION_JSON, input);
        if (isTaken(alone)) {
            checkPayload(input);
            byte[] array = ("[" + new String(input, UTF_8) + "]").getBytes(UTF_8);
            MockHttpServletResponse one = post("/batch?dry-run=true", MediaType.APPLICATION_JSON, array);
            assertThat(json(one).path("accepted").asInt())
                    .as("accepted in a batch")
                    .isOne();
        }
    }

    private static boolean isTaken(MockHttpServletResponse response) {
        return response.getStatus() / 100 == 2;
    }

    private static MockHttpServletResponse post(String path, MediaType type, byte[] body) throws Exception {
        MockHttpServletResponse response = SERVICE.perform(MockMvcRequestBuilders.post(PublishController.PATH + path)
                        .header("Authorization", "Bearer " + FuzzedService.token())
                        .contentType(type)
                        .content(body))
                .andReturn()
                .getResponse();
        assertThat(response.getStatus() / 100)
                .as(() -> "answer " + text(response))
                .isIn(2, 4);
        assertThat(json(response).isContainer()).isTrue();
        return response;
    }

    private static JsonNode json(MockHttpServletResponse response) {
        return JSON.readTree(response.getContentAsByteArray());
    }

    private static String text(MockHttpServletResponse response) {
        return new String(response.getContentAsByteArray(), UTF_8);
    }

    private static void checkPayload(byte[] input) {
        JsonNode payload = JSON.readTree(input).get("payload");
        if (payload != null) {
            byte[] body = READER.read(input)
                    .submission(Identity.OPEN, 0)
                    .events()
                    .getFirst()
                    .body();
            assertThat(JSON.readTree(body)).isEqualTo(payload);
        }
    }
}
