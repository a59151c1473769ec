package dev.sotto.compressor.cli;

import dev.sotto.runtime.session.SessionSettings;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command that runs a model. */
final class ThreadOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that the model runs on; all cores unless given.")
  private Optional<Integer> threads = Optional.empty();

  SessionSettings session() {
    SessionSettings all = SessionSettings.defaults();
    return threads.map(all::withIntraThreads).orElse(all);
  }
}
