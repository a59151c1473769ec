package dev.sotto.compressor.cli;

import dev.sotto.models.SottoException;
import dev.sotto.runtime.session.SessionSettings;
import picocli.CommandLine.Option;

/** How models are run. */
final class RuntimeOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of ONNX Runtime (default: all cores).")
  private Integer threads;

  SessionSettings settings() {
    SessionSettings defaults = SessionSettings.defaults();
    if (threads == null) {
      return defaults;
    }
    if (threads < 1) {
      throw new SottoException(
          SottoException.Code.USAGE, "expected at least one thread, found " + threads);
    }
    return defaults.withIntraThreads(threads);
  }
}
