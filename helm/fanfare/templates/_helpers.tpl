{{- define "fanfare.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "fanfare.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" -}}
{{- else if contains (include "fanfare.name" .) .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "fanfare.name" .) | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "fanfare.selector" -}}
app.kubernetes.io/name: {{ include "fanfare.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "fanfare.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{ include "fanfare.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "fanfare.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "fanfare.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "fanfare.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}

{{- /* Whether there may be more than one instance. */ -}}
{{- define "fanfare.many" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicaCount) 1) -}}true{{- end -}}
{{- end -}}

{{- /* What would come to nothing, or to loss, is refused here. */ -}}
{{- define "fanfare.check" -}}
{{- if and (include "fanfare.many" .) (not .Values.rabbitmq.addresses) -}}
{{- fail "More than one instance without rabbitmq.addresses: each would hear only what is posted to itself. Set rabbitmq.addresses, or replicaCount to 1 and autoscaling.enabled to false." -}}
{{- end -}}
{{- if and .Values.rabbitmq.password .Values.rabbitmq.existingSecret -}}
{{- fail "Both rabbitmq.password and rabbitmq.existingSecret are set: remove one." -}}
{{- end -}}
{{- if and .Values.secret .Values.existingSecret -}}
{{- fail "Both secret and existingSecret are set: remove one." -}}
{{- end -}}
{{- if and .Values.rabbitmq.addresses (not .Values.rabbitmq.password) (not .Values.rabbitmq.existingSecret) -}}
{{- fail "rabbitmq.addresses without a password: set rabbitmq.existingSecret or rabbitmq.password." -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas)) -}}
{{- fail "autoscaling.minReplicas is more than autoscaling.maxReplicas: lower the former or raise the latter." -}}
{{- end -}}
{{- if and .Values.autoscaling.enabled (not .Values.autoscaling.cpu) (not .Values.autoscaling.sessionsPerPod) -}}
{{- fail "autoscaling.enabled with nothing to go by: set autoscaling.cpu or autoscaling.sessionsPerPod." -}}
{{- end -}}
{{- $shown := .Values.operators.endpoints -}}
{{- if not (or (has "*" $shown) (has "health" $shown)) -}}
{{- fail "operators.endpoints without health: the probes ask for it." -}}
{{- end -}}
{{- if .Values.metrics.serviceMonitor.enabled -}}
{{- if not (or (has "*" $shown) (has "prometheus" $shown)) -}}
{{- fail "metrics.serviceMonitor.enabled, but operators.endpoints is without prometheus, which it asks for." -}}
{{- end -}}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.operatorsFrom) -}}
{{- fail "metrics.serviceMonitor.enabled and networkPolicy.enabled, but networkPolicy.operatorsFrom is empty: name the namespace of Prometheus, which else could not ask." -}}
{{- end -}}
{{- end -}}
{{- if dig "server" "port" "" .Values.configuration -}}
{{- fail "configuration.server.port: in the pod it is 8080, which the chart relies on. Set service.port, or leave it out." -}}
{{- end -}}
{{- $drain := dig "fanfare" "drain" dict .Values.configuration -}}
{{- range $own, $chart := dict "grace" "drain.graceSeconds" "rate" "drain.rate" -}}
{{- if hasKey $drain $own -}}
{{- fail (printf "configuration.fanfare.drain.%s: set %s, by which the pod's grace is set too." $own $chart) -}}
{{- end -}}
{{- end -}}
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) -}}
{{- fail "gateway.enabled without gateway.parentRefs: name the Gateway that the route is for." -}}
{{- end -}}
{{- end -}}
