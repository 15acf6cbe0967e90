package io.fanfare.console;

import java.util.List;
import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.ViewControllerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the files of the page. A browser that has them asks whether they have changed, and mostly is told that they have not. */
@Configuration(proxyBeanMethods = false)
@Order(Ordered.HIGHEST_PRECEDENCE)
class PageConfiguration implements WebMvcConfigurer {

    private final WebProperties web;

    PageConfiguration(WebProperties web) {
        this.web = web;
    }

    /** Where the page is that shows the description of the REST paths. */
    @Override
    public void addViewControllers(ViewControllerRegistry registry) {
        if (web.getResources().isAddMappings()) {
            for (String path : List.of("/swagger-ui.html", "/swagger-ui", "/swagger-ui/")) {
                registry.addRedirectViewController(path, "/swagger-ui/index.html");
            }
        }
    }

    /** Unless {@code spring.web.resources.add-mappings} says that there is to be no page. */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        WebProperties.Resources files = web.getResources();
        if (files.isAddMappings()) {
            registry.addResourceHandler("/**")
                    .addResourceLocations(files.getStaticLocations())
                    .setUseLastModified(false)
                    .setCacheControl(CacheControl.noCache())
                    .setEtagGenerator(ContentTag::of);
        }
    }
}
