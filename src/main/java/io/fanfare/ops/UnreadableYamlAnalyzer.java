package io.fanfare.ops;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Says where a file of settings is no YAML, in place of a stack trace. */
final class UnreadableYamlAnalyzer extends AbstractFailureAnalyzer<MarkedYAMLException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MarkedYAMLException cause) {
        return new FailureAnalysis(
                "A file of settings is not valid YAML: " + cause.getMessage(),
                "Mend it there; mostly the indentation of a line is wrong, or a quotation mark or bracket is missing.",
                cause);
    }
}
