package io.fanfare.ops;

import java.io.FileNotFoundException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says which file the service did not start without, in place of a stack trace. */
final class MissingFileAnalyzer extends AbstractFailureAnalyzer<FileNotFoundException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, FileNotFoundException cause) {
        return new FailureAnalysis(
                "A file that the settings name is not there, or may not be read: " + cause.getMessage(),
                "Put it there, let the service's user read it, or mend its name in the settings.",
                cause);
    }
}
