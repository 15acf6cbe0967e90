package io.fanfare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.Runtime.Version;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No library on the class path has a weakness that is known here and mended in a later version. */
class DependencyTests {

    private static final Pattern JAR = Pattern.compile(".*/([^/]+?)-(\\d[^/]*)\\.jar!/META-INF/MANIFEST.MF");

    private static final Map<String, String> VERSIONS = versions();

    private static Map<String, String> versions() {
        try {
            Map<String, String> versions = new TreeMap<>();
            for (URL manifest :
                    Collections.list(DependencyTests.class.getClassLoader().getResources("META-INF/MANIFEST.MF"))) {
                Matcher jar = JAR.matcher(manifest.toString());
                if (jar.matches()) {
                    versions.put(jar.group(1), jar.group(2));
                }
            }
            return versions;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            spring-messaging       | 5.0.6   | CVE-2018-1270, CVE-2018-1275, CVE-2018-1257: expressions in selectors
            spring-messaging       | 5.3.20  | CVE-2022-22971: a CONNECT that is repeated
            spring-websocket       | 6.2.12  | CVE-2025-41254: frames without an accepted CONNECT
            spring-websocket       | 7.0.9   | CVE-2026-41838: predictable session ids; 7.0.8 breaks SockJS without a user
            spring-core            | 7.0.9   | one version of all of the framework
            spring-web             | 7.0.9   | one version of all of the framework
            spring-webmvc          | 7.0.9   | one version of all of the framework
            spring-boot            | 4.1.0   | what was tested
            jetty-server           | 12.1.12 | what was tested
            jetty-http             | 12.1.12 | what was tested
            jetty-http2-server     | 12.1.12 | what was tested
            jetty-websocket-core-server | 12.1.12 | what was tested
            """)
    void isNotOlderThan(String library, String version, String why) {
        assertThat(VERSIONS).as(why).containsKey(library);
        assertThat(numbers(VERSIONS.getOrDefault(library, "0"))).as(why).isGreaterThanOrEqualTo(numbers(version));
    }

    private static Version numbers(String version) {
        return Version.parse(version.replaceFirst("[^0-9.].*", "").replaceFirst("(\\.0)+$", ""));
    }

    /** CVE-2026-87022 (messages smuggled under permessage-deflate) is of Tomcat; others are not to come in unnoticed. */
    @ParameterizedTest
    @ValueSource(
            strings = {"tomcat-embed-core", "tomcat-embed-websocket", "undertow", "log4j-core", "xstream", "jqwik"})
    void isNotThere(String library) {
        assertThat(VERSIONS.keySet()).noneMatch(name -> name.startsWith(library));
    }

    /** Two versions of one family are a mistake of the build's. */
    @ParameterizedTest
    @ValueSource(strings = {"jetty-http", "jetty-websocket-core-"})
    void allOfAFamilyAreOfOneVersion(String family) {
        assertThat(VERSIONS.entrySet().stream()
                        .filter(jar -> jar.getKey().startsWith(family))
                        .map(Map.Entry::getValue)
                        .distinct())
                .hasSize(1);
    }

    @Test
    void theClassPathIsRead() {
        assertThat(VERSIONS).hasSizeGreaterThan(80);
    }
}
