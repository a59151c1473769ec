package dev.sotto.compressor.cli.options;

import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputGuard;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a new export goes. */
public final class OutputFolderOptions {
  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the new export.")
  private Path out;

  @Option(names = "--force", description = "Replace the folder if it exists.")
  private boolean force;

  public Path folder() {
    return out;
  }

  /** Whether what exists may be replaced. */
  public boolean replaces() {
    return force;
  }

  /** A folder beside it: its name, a hyphen, and {@code suffix}. */
  public Path beside(String suffix) {
    Path absolute = out.toAbsolutePath().normalize();
    return absolute.resolveSibling(absolute.getFileName() + "-" + suffix);
  }

  /** Refuses a folder that is read, holds what is read, or lies inside it. */
  public void check(Path... inputs) {
    OutputGuard.check(out, inputs);
  }

  /**
   * Refuses another folder or file to be written that is this one or lies inside it, as it would be
   * in the way when this one gets its name.
   *
   * @param option what named the other one
   */
  public void checkApart(String option, Path other) {
    if (other.toAbsolutePath().normalize().startsWith(out.toAbsolutePath().normalize())) {
      throw SottoException.usage(
          "expected a place outside of --out for " + option + ", found " + other);
    }
  }

  public OutputFolder create() {
    return OutputFolder.create(out, force);
  }
}
