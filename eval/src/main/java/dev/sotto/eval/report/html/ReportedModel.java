package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.ExportFolder;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A model of a report.
 *
 * @param name as the page calls it
 * @param anatomy what its files tell beyond the result, if they are still there
 * @param absence why there is no anatomy; empty if there is one
 */
public record ReportedModel(
    String name, EvalResult result, Optional<ModelAnatomy> anatomy, String absence) {

  public ReportedModel {
    Objects.requireNonNull(name);
    Objects.requireNonNull(result);
    Objects.requireNonNull(anatomy);
    Objects.requireNonNull(absence);
  }

  /**
   * Looks for the model's folder where the result says, and then at the same name below {@code
   * folder}. It must hold the very files that were evaluated.
   *
   * @param folder of the result's own file
   */
  public static ReportedModel of(String name, EvalResult result, Path folder) {
    Optional<Path> export = find(result.model().folder(), folder);
    if (export.isEmpty()) {
      return new ReportedModel(
          name,
          result,
          Optional.empty(),
          "its folder, " + result.model().folder() + ", is not here");
    }
    return of(name, result, export.get().toString(), export.get());
  }

  private static ReportedModel of(String name, EvalResult result, String shown, Path folder) {
    try {
      ExportFolder export = ExportFolder.open(folder);
      if (!ModelIdentity.of(export).sha256().equals(result.model().sha256())) {
        return new ReportedModel(
            name, result, Optional.empty(), "its folder, " + shown + ", holds other files by now");
      }
      return new ReportedModel(
          name, result, Optional.of(ModelAnatomy.of(export, result.size())), "");
    } catch (SottoException e) {
      return new ReportedModel(
          name, result, Optional.empty(), "its files cannot be read: " + e.getMessage());
    }
  }

  private static Optional<Path> find(String stated, Path folder) {
    try {
      Path path = Path.of(stated);
      return Files.isDirectory(path)
          ? Optional.of(path)
          : Optional.of(folder.resolve(path)).filter(Files::isDirectory);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
