package io.fanfare.chart;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the chart makes of values.
 *
 * @param objects by {@code kind/name}
 */
record Rendered(Map<String, JsonObject> objects) {

    static final Path CHART = Path.of("helm", "fanfare");

    private interface Model {
        void check(JsonElement object) throws IOException;
    }

    private static final Map<String, Model> MODELS = Map.of(
            "ConfigMap", V1ConfigMap::validateJsonElement,
            "Deployment", V1Deployment::validateJsonElement,
            "HorizontalPodAutoscaler", V2HorizontalPodAutoscaler::validateJsonElement,
            "Ingress", V1Ingress::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement,
            "Pod", V1Pod::validateJsonElement,
            "PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement,
            "Secret", V1Secret::validateJsonElement,
            "Service", V1Service::validateJsonElement,
            "ServiceAccount", V1ServiceAccount::validateJsonElement);

    /** Of these Kubernetes itself has no model: they are other projects'. */
    private static final List<String> FOREIGN = List.of("HTTPRoute", "PrometheusRule", "ServiceMonitor");

    /** Renders it as a release {@code push} in a namespace {@code live}, with these values ({@code name=value}). */
    static Rendered with(String... values) {
        TemplateCommand command = new Helm(CHART).template().withName("push").withNamespace("live");
        for (String value : values) {
            command.set(value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
        }
        Gson gson = new Gson();
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
        return new Rendered(StreamSupport.stream(yaml.loadAll(command.call()).spliterator(), false)
                .filter(document -> document != null)
                .map(document -> gson.toJsonTree(document).getAsJsonObject())
                .collect(Collectors.toMap(Rendered::key, object -> object)));
    }

    private static String key(JsonObject object) {
        return object.get("kind").getAsString() + "/"
                + object.getAsJsonObject("metadata").get("name").getAsString();
    }

    JsonObject get(String key) {
        JsonObject object = objects.get(key);
        if (object == null) {
            throw new AssertionError("no " + key + " in " + objects.keySet());
        }
        return object;
    }

    /** Fails if Kubernetes would not know a field, or lack one. */
    void check() throws IOException {
        for (JsonObject object : objects.values()) {
            String kind = object.get("kind").getAsString();
            Model model = MODELS.get(kind);
            if (model != null) {
                model.check(object);
            } else if (!FOREIGN.contains(kind)) {
                throw new AssertionError("no model of " + kind);
            }
        }
    }
}
