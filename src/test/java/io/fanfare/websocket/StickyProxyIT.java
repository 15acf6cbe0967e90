package io.fanfare.websocket;

import io.fanfare.testing.FanfareProcess;
import io.fanfare.testing.FanfareServer;
import io.fanfare.testing.ProxyProcess;
import io.fanfare.testing.RequiresCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Proxies in front of two instances: SockJS sessions are torn apart, until each proxy has the lines that we advise. */
@FanfareServer("server.forward-headers-strategy=native")
@TestInstance(Lifecycle.PER_CLASS)
class StickyProxyIT {

    private static final String NGINX = ProxyAdvice.sticky(Proxy.NGINX);
    private static final String APACHE = ProxyAdvice.sticky(Proxy.APACHE);
    private static final String HAPROXY = ProxyAdvice.sticky(Proxy.HAPROXY);

    @LocalServerPort
    int port;

    private FanfareProcess other;

    @BeforeAll
    void startTheOther() {
        other = FanfareProcess.start();
    }

    @AfterAll
    void endTheOther() {
        other.close();
    }

    private String here() {
        return "127.0.0.1:" + port;
    }

    private String there() {
        return "127.0.0.1:" + other.port();
    }

    private ThroughProxy nginx(Path folder, String lines) {
        String rules = """
                upstream fanfare {
                %s
                server {server};
                server %s;
                }
                server { listen 127.0.0.1:{port}; location /ws { proxy_pass http://fanfare; proxy_set_header Host $http_host; } }
                """.formatted(lines, there());
        return new ThroughProxy(ProxyProcess.nginx(folder, here(), rules), port);
    }

    private ThroughProxy apache(Path folder, String lines) {
        String rules = """
                <Proxy balancer://fanfare>
                BalancerMember http://{server} route=here
                BalancerMember http://%s route=there
                %s
                </Proxy>
                ProxyPass /ws balancer://fanfare/ws
                """.formatted(there(), lines);
        return new ThroughProxy(ProxyProcess.apache(folder, here(), rules), port);
    }

    private ThroughProxy haproxy(Path folder, String lines) {
        String rules = """
                listen fanfare
                bind 127.0.0.1:{port}
                server here {server}
                server there %s
                %s
                """.formatted(there(), lines);
        return new ThroughProxy(ProxyProcess.haproxy(folder, here(), rules), port);
    }

    @Test
    @RequiresCommand("nginx")
    void nginxTearsSessionsApart(@TempDir Path folder) {
        try (ThroughProxy nginx = nginx(folder, "")) {
            nginx.isTornApart(NGINX);
        }
    }

    @Test
    @RequiresCommand("nginx")
    void nginxKeepsThemTogetherWithTheLinesWeAdvise(@TempDir Path folder) {
        try (ThroughProxy nginx = nginx(folder, ThroughProxy.lines(NGINX))) {
            nginx.isKeptTogether();
        }
    }

    @Test
    @RequiresCommand("apache2")
    void apacheTearsSessionsApart(@TempDir Path folder) {
        try (ThroughProxy apache = apache(folder, "")) {
            apache.isTornApart(APACHE);
        }
    }

    @Test
    @RequiresCommand("apache2")
    void apacheKeepsThemTogetherWithTheLinesWeAdvise(@TempDir Path folder) {
        try (ThroughProxy apache = apache(folder, ThroughProxy.lines(APACHE))) {
            apache.isKeptTogether();
        }
    }

    @Test
    @RequiresCommand("haproxy")
    void haproxyTearsSessionsApart(@TempDir Path folder) {
        try (ThroughProxy haproxy = haproxy(folder, "balance roundrobin")) {
            haproxy.isTornApart(HAPROXY);
        }
    }

    @Test
    @RequiresCommand("haproxy")
    void haproxyKeepsThemTogetherWithTheLinesWeAdvise(@TempDir Path folder) {
        try (ThroughProxy haproxy = haproxy(folder, ThroughProxy.lines(HAPROXY))) {
            haproxy.isKeptTogether();
        }
    }
}
