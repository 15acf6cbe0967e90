# What both stages begin with: a Debian 13 or Ubuntu 24.04 (or later), whose packages include Java 25.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update -q \
 && apt-get install -qy --no-install-recommends openjdk-25-jdk-headless ca-certificates curl unzip
WORKDIR /build
COPY . .
RUN --mount=type=cache,target=/root/.m2 ./mvnw -B -ntp -Dmaven.test.skip=true package \
 && java -Djarmode=tools -jar target/fanfare.jar extract --layers --destination layers

FROM ${BASE}
LABEL org.opencontainers.image.title="Fanfare" \
      org.opencontainers.image.description="Real-time push: services post events, browsers hear them within milliseconds" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update -q \
 && apt-get install -qy --no-install-recommends openjdk-25-jre-headless \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --user-group --no-create-home fanfare
WORKDIR /fanfare
COPY --from=build /build/layers/dependencies/ ./
COPY --from=build /build/layers/snapshot-dependencies/ ./
COPY --from=build /build/layers/spring-boot-loader/ ./
COPY --from=build /build/layers/application/ ./
COPY src/image/ ./
# Made where it is used: it serves only the very Java and the very files that it was made with.
RUN ./train

USER 10001:10001
# With it the rest may be read-only; nothing in it outlives the container.
VOLUME /tmp
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["./ask", "/actuator/health/liveness"]
# Java is process 1 and hears SIGTERM itself. The options of JAVA_TOOL_OPTIONS win over those in jvm.flags.
ENTRYPOINT ["java", "-XX:Flags=jvm.flags", "-XX:AOTCache=fanfare.aot", "-jar", "fanfare.jar"]
