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
{{- if and .Values.gateway.enabled (not .Values.gateway.parentRefs) -}}
{{- fail "gateway.enabled without gateway.parentRefs: name the Gateway that the route is for." -}}
{{- end -}}
{{- end -}}
