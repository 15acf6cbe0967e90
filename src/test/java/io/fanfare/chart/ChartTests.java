package io.fanfare.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartTests {

    private static final String RELAY = "rabbitmq.addresses[0]=rabbit:61613";
    private static final String PASSWORD = "rabbitmq.existingSecret=rabbit";
    private static final String WORKLOAD = "Deployment/push-fanfare";

    @Test
    void helmFindsNothingToComplainOf() {
        LintResult result = new Helm(Rendered.CHART).lint().strict().call();
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "replicaCount=3",
                "ingress.enabled=true ingress.controller=nginx ingress.hosts[0]=a.example ingress.className=nginx",
                "ingress.enabled=true ingress.controller=traefik ingress.tls[0].secretName=t"
                        + " ingress.tls[0].hosts[0]=a.example",
                "ingress.enabled=true ingress.controller=alb service.annotations.a=b",
                "gateway.enabled=true gateway.parentRefs[0].name=public gateway.hostnames[0]=a.example"
                        + " gateway.sessionPersistence=true",
                "autoscaling.enabled=true autoscaling.sessionsPerPod=5000",
                "networkPolicy.enabled=true networkPolicy.operatorsFrom[0].podSelector.matchLabels.app=prometheus"
                        + " operators.endpoints[0]=*",
                "metrics.serviceMonitor.enabled=true metrics.prometheusRule.enabled=true"
                        + " metrics.dashboard.enabled=true",
                "secret.FANFARE_SECURITY_JWT_SECRET=x configuration.fanfare.stomp.path=/push",
                "existingSecret=mine javaToolOptions=-Xmx1g extraEnv[0].name=A extraEnv[0].value=b",
                "serviceAccount.create=false serviceAccount.name=x nodeSelector.a=b tolerations[0].key=x"
                        + " imagePullSecrets[0].name=y",
                "fullnameOverride=other podLabels.a=b podAnnotations.c=d resources.limits.cpu=2",
            })
    void kubernetesKnowsEveryField(String values) throws IOException {
        String[] each = Stream.concat(
                        Stream.of(RELAY, PASSWORD),
                        Arrays.stream(values.split(" ")).filter(value -> !value.isEmpty()))
                .toArray(String[]::new);
        Rendered.with(each).check();
    }

    /** Who is cut off in the middle of a drain does not know when to come back. */
    @ParameterizedTest
    @CsvSource({"60, 10", "5, 0", "600, 30"})
    void theGraceOfThePodIsLongerThanTheDrainsAndWhatIsBeforeIt(int grace, int before) {
        JsonObject pod = pod(Rendered.with("drain.graceSeconds=" + grace, "drain.preStopSeconds=" + before));
        JsonObject container = container(pod);
        assertThat(environment(container, "FANFARE_DRAIN_GRACE")).isEqualTo(grace + "s");
        assertThat(container
                        .getAsJsonObject("lifecycle")
                        .getAsJsonObject("preStop")
                        .getAsJsonObject("exec")
                        .getAsJsonArray("command"))
                .extracting(JsonElement::getAsString)
                .containsExactly("sleep", Integer.toString(before));
        assertThat(pod.get("terminationGracePeriodSeconds").getAsInt()).isGreaterThanOrEqualTo(grace + before + 10);
    }

    @Test
    void aContainerMayDoNothingThatItNeedNot() {
        JsonObject pod = pod(Rendered.with());
        JsonObject security = container(pod).getAsJsonObject("securityContext");
        assertThat(security.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
        assertThat(security.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
        assertThat(pod.getAsJsonObject("securityContext").get("runAsNonRoot").getAsBoolean())
                .isTrue();
        assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
    }

    @Test
    void probesAskForWhatTheirNamesSay() {
        JsonObject container = container(pod(Rendered.with()));
        assertThat(path(container, "startupProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(path(container, "livenessProbe")).isEqualTo("/actuator/health/liveness");
        assertThat(path(container, "readinessProbe")).isEqualTo("/actuator/health/readiness");
    }

    @Test
    void proxiesKeepLongConnectionsAndSockJsAtOneInstance() {
        assertThat(annotations(Rendered.with("ingress.enabled=true"), "Ingress/push-fanfare"))
                .contains("proxy-read-timeout\":\"3600\"", "proxy-send-timeout\":\"3600\"", "affinity\":\"cookie\"");
        assertThat(annotations(Rendered.with("ingress.enabled=true", "ingress.controller=alb"), "Ingress/push-fanfare"))
                .contains(
                        "idle_timeout.timeout_seconds=3600",
                        "stickiness.enabled=true",
                        "deregistration_delay.timeout_seconds=70");
        assertThat(annotations(
                        Rendered.with("ingress.enabled=true", "ingress.controller=traefik"), "Service/push-fanfare"))
                .contains("service.sticky.cookie\":\"true\"");
        JsonObject route = Rendered.with("gateway.enabled=true", "gateway.parentRefs[0].name=public")
                .get("HTTPRoute/push-fanfare");
        assertThat(route.toString()).contains("\"timeouts\":{\"request\":\"0s\",\"backendRequest\":\"0s\"}");
    }

    @Test
    void whoeverSetsAnAnnotationHasTheLastWord() {
        String name = "nginx.ingress.kubernetes.io/proxy-read-timeout";
        assertThat(annotations(
                        Rendered.with(
                                "ingress.enabled=true", "ingress.annotations." + name.replace(".", "\\.") + "=60s"),
                        "Ingress/push-fanfare"))
                .contains("\"" + name + "\":\"60s\"");
    }

    @Test
    void severalInstancesShareABrokerAndOneAloneIsNotDoubled() {
        assertThatException()
                .isThrownBy(() -> Rendered.with("replicaCount=2"))
                .withMessageContaining("More than one instance without rabbitmq.addresses");
        assertThat(strategy(Rendered.with())).isEqualTo("Recreate");
        Rendered many = Rendered.with("replicaCount=2", RELAY, PASSWORD);
        assertThat(strategy(many)).isEqualTo("RollingUpdate");
        assertThat(environment(container(pod(many)), "FANFARE_BROKER_MODE")).isEqualTo("relay");
        assertThat(many.objects()).containsKey("PodDisruptionBudget/push-fanfare");
    }

    @Test
    void thereAreTracesIfThereIsSomewhereToSendThem() {
        assertThat(container(pod(Rendered.with())).get("env").toString()).doesNotContain("TRACING");
        JsonObject traced = container(
                pod(Rendered.with("tracing.endpoint=http://collector:4318/v1/traces", "tracing.probability=1")));
        assertThat(environment(traced, "FANFARE_TRACING_ENABLED")).isEqualTo("true");
        assertThat(environment(traced, "FANFARE_TRACING_MESSAGEHEADERS")).isEqualTo("false");
        assertThat(environment(traced, "MANAGEMENT_TRACING_SAMPLING_PROBABILITY"))
                .isEqualTo("1");
        assertThat(environment(traced, "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT"))
                .isEqualTo("http://collector:4318/v1/traces");
    }

    @ParameterizedTest
    @CsvSource({
        "replicas=2, replicas",
        "ingress.controller=apache, ingress",
        "rabbitmq.addresses[0]=rabbit, addresses",
        "drain.rate=0, rate",
        "tracing.endpoint=collector:4318, endpoint",
        "tracing.probability=2, probability",
        "rabbitmq.adresses[0]=rabbit:61613, adresses",
        "drain.graceSeconds=soon, graceSeconds",
        "drain.grace=60, grace",
        "resources.limit.memory=1Gi, limit",
        "extraEnv[0].nam=x, nam",
        "fullnameOverride=My Release, fullnameOverride",
        "secret.A-B=x, A-B",
        "metrics.serviceMonitor.interval=often, interval",
        "metrics.serviceMonitor.enabled=1, enabled",
        "ingress.hosts=a.example, hosts",
        "ingress.tls[0].secret=t, secret",
        "gateway.parentRefs[0].section=x, parentRefs",
        "logFormat=json, logFormat",
        "image=fanfare:1, image",
        "operators.endpoints[0]=Health!, endpoints"
    })
    void aValueThatIsNoneIsRefused(String value, String named) {
        assertThatException().isThrownBy(() -> Rendered.with(value)).withMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "networkPolicy.enabled=true metrics.serviceMonitor.enabled=true | operatorsFrom is empty",
                "operators.endpoints[0]=info | operators.endpoints without health",
                "operators.endpoints[0]=health metrics.serviceMonitor.enabled=true | without prometheus",
                "autoscaling.enabled=true autoscaling.cpu=0 | nothing to go by",
                "autoscaling.enabled=true autoscaling.minReplicas=20 | autoscaling.minReplicas is more",
                "configuration.server.port=9090 | configuration.server.port",
                "configuration.fanfare.drain.grace=5m | drain.graceSeconds",
                "configuration.fanfare.drain.rate=5 | drain.rate"
            })
    void whatWouldComeToNothingIsRefused(String values, String sentence) {
        String[] each = Stream.concat(Stream.of(RELAY, PASSWORD), Arrays.stream(values.split(" ")))
                .toArray(String[]::new);
        assertThatException().isThrownBy(() -> Rendered.with(each)).withMessageContaining(sentence);
    }

    /** From the monitor by the service's labels to its port, by that to the pod's, to which the policy lets its namespace. */
    @Test
    void prometheusFindsThePortOfOperatorsAndMayReachIt() {
        String namespace =
                "networkPolicy.operatorsFrom[0].namespaceSelector.matchLabels.kubernetes\\.io/metadata\\.name";
        Rendered rendered = Rendered.with(
                "metrics.serviceMonitor.enabled=true", "networkPolicy.enabled=true", namespace + "=monitoring");
        JsonObject monitor = rendered.get("ServiceMonitor/push-fanfare").getAsJsonObject("spec");
        JsonObject endpoint = monitor.getAsJsonArray("endpoints").get(0).getAsJsonObject();
        JsonObject service = rendered.get("Service/push-fanfare-operators");
        assertThat(service.getAsJsonObject("metadata").getAsJsonObject("labels").entrySet())
                .containsAll(monitor.getAsJsonObject("selector")
                        .getAsJsonObject("matchLabels")
                        .entrySet());
        assertThat(rendered.get("Service/push-fanfare").toString()).doesNotContain("operators");
        JsonObject port =
                service.getAsJsonObject("spec").getAsJsonArray("ports").get(0).getAsJsonObject();
        assertThat(port.get("name")).isEqualTo(endpoint.get("port"));
        JsonObject container = container(pod(rendered));
        assertThat(container.getAsJsonArray("ports").asList())
                .extracting(each -> each.getAsJsonObject().get("name"))
                .contains(port.get("targetPort"));
        assertThat(rendered.get("NetworkPolicy/push-fanfare")
                        .getAsJsonObject("spec")
                        .getAsJsonArray("ingress")
                        .get(1)
                        .toString())
                .contains("\"port\":" + port.get("targetPort"), "{\"kubernetes.io/metadata.name\":\"monitoring\"}");
    }

    @Test
    void whoeverIsAlertedFindsWhatToDo() throws IOException {
        String page = Files.readString(Path.of("src", "docs", "operations.md"));
        List<String> alerts = Pattern.compile("- alert: (\\w+)")
                .matcher(Files.readString(Rendered.CHART.resolve("files").resolve("alerts.yaml")))
                .results()
                .map(alert -> alert.group(1))
                .toList();
        assertThat(alerts)
                .hasSizeGreaterThan(5)
                .allSatisfy(alert -> assertThat(page).contains("### " + alert + "\n"));
    }

    private static JsonObject pod(Rendered rendered) {
        return rendered.get(WORKLOAD)
                .getAsJsonObject("spec")
                .getAsJsonObject("template")
                .getAsJsonObject("spec");
    }

    private static JsonObject container(JsonObject pod) {
        JsonArray containers = pod.getAsJsonArray("containers");
        return containers.get(0).getAsJsonObject();
    }

    private static String environment(JsonObject container, String name) {
        return container.getAsJsonArray("env").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(variable -> variable.get("name").getAsString().equals(name))
                .map(variable -> variable.get("value").getAsString())
                .findFirst()
                .orElseThrow();
    }

    private static String path(JsonObject container, String probe) {
        return container
                .getAsJsonObject(probe)
                .getAsJsonObject("httpGet")
                .get("path")
                .getAsString();
    }

    private static String strategy(Rendered rendered) {
        return rendered.get(WORKLOAD)
                .getAsJsonObject("spec")
                .getAsJsonObject("strategy")
                .get("type")
                .getAsString();
    }

    private static String annotations(Rendered rendered, String key) {
        return rendered.get(key)
                .getAsJsonObject("metadata")
                .getAsJsonObject("annotations")
                .toString();
    }
}
