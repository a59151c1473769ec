package dev.sotto.compressor.cli.options;

import dev.sotto.models.io.OutputGuard;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where finished stages are kept. */
public final class StagesOption {
  @Option(
      names = "--stages",
      paramLabel = "DIR",
      description =
          "Folder of the finished stages, which another run uses again (default: the output's name"
              + " with -stages).")
  private Optional<Path> stages = Optional.empty();

  /**
   * The folder.
   *
   * @param out the output that it lies beside, and must be apart from
   * @param inputs what is read, which it must not replace
   */
  public Path beside(OutputFolderOptions out, Path... inputs) {
    Path folder = stages.orElseGet(() -> out.beside("stages"));
    out.checkApart("--stages", folder);
    OutputGuard.check(folder, inputs);
    OutputGuard.check(folder, out.folder());
    return folder;
  }
}
