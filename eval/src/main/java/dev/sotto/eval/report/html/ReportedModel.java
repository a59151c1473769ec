package dev.sotto.eval.report.html;

import dev.sotto.eval.cost.ModelAnatomy;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A model of a report.
 *
 * @param name as the page calls it
 * @param anatomy what its files tell beyond the result, if they are still there
 * @param absence why there is no anatomy; empty if there is one
 * @param folders where the model, a copy of it, or what has taken its place by now was found
 */
public record ReportedModel(
    String name,
    EvalResult result,
    Optional<ModelAnatomy> anatomy,
    String absence,
    List<Path> folders) {

  public ReportedModel {
    Objects.requireNonNull(name);
    Objects.requireNonNull(result);
    Objects.requireNonNull(anatomy);
    Objects.requireNonNull(absence);
    folders = List.copyOf(folders);
  }

  /**
   * Looks for the folder that holds the very files that were evaluated: where the result says, at
   * that name below the result's own folder, in the result's folder itself, and at the model's name
   * in it, as results move together with models.
   *
   * @param folder of the result's own file
   */
  public static ReportedModel of(String name, EvalResult result, Path folder) {
    ModelIdentity model = result.model();
    if (result.speed().isEmpty()) {
      return without(name, result, "only its texts were scored");
    }
    if (model.sha256().isEmpty()) {
      return without(name, result, "the result names no files of it");
    }
    List<Path> found =
        places(model, folder).stream()
            .distinct()
            .filter(place -> holdsAnyFile(place, model))
            .toList();
    if (found.isEmpty()) {
      return without(name, result, "its folder, " + model.folder() + ", is not here");
    }
    ReportedModel reported = in(name, result, found.get(0));
    for (int i = 1; i < found.size() && reported.anatomy.isEmpty(); i++) {
      ReportedModel other = in(name, result, found.get(i));
      reported = other.anatomy.isPresent() ? other : reported;
    }
    return reported.foundIn(found);
  }

  /** A model whose files lie in {@code folder}, or lay there when it was evaluated. */
  public static ReportedModel in(String name, EvalResult result, Path folder) {
    try {
      ExportFolder export = Exports.open(folder);
      if (!ModelIdentity.of(export).sha256().equals(result.model().sha256())) {
        String absence = "its folder, " + folder + ", holds other files by now";
        return without(name, result, absence).foundIn(List.of(folder));
      }
      return new ReportedModel(
          name, result, Optional.of(ModelAnatomy.of(export)), "", List.of(directory(folder)));
    } catch (SottoException e) {
      String absence = "its files cannot be read: " + e.getMessage();
      return without(name, result, absence).foundIn(List.of(folder));
    }
  }

  private static ReportedModel without(String name, EvalResult result, String absence) {
    return new ReportedModel(name, result, Optional.empty(), absence, List.of());
  }

  private ReportedModel foundIn(List<Path> places) {
    List<Path> folders = places.stream().map(ReportedModel::directory).toList();
    return new ReportedModel(name, result, anatomy, absence, folders);
  }

  /** A result may name the encoder of a variant in place of a folder. */
  private static Path directory(Path place) {
    return Files.isRegularFile(place) ? place.toAbsolutePath().getParent() : place;
  }

  /** Where the model may be, the likeliest first. */
  private static List<Path> places(ModelIdentity model, Path folder) {
    List<Path> places = new ArrayList<>();
    add(places, () -> Path.of(model.folder()));
    add(places, () -> folder.resolve(model.folder()));
    places.add(folder);
    add(places, () -> folder.resolve(model.name()));
    return places;
  }

  /** A name that this system does not allow names nothing here. */
  private static void add(List<Path> places, Supplier<Path> place) {
    try {
      places.add(place.get());
    } catch (InvalidPathException e) {
      // Nothing to look for.
    }
  }

  private static boolean holdsAnyFile(Path place, ModelIdentity model) {
    return model.sha256().keySet().stream()
        .anyMatch(
            file -> {
              try {
                Path folder = directory(place);
                return Files.isRegularFile(folder.resolve(file))
                    || Files.isRegularFile(folder.resolve(ExportFolder.SUBFOLDER).resolve(file));
              } catch (InvalidPathException e) {
                return false;
              }
            });
  }
}
