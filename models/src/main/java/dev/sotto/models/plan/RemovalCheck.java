package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.rewrite.GraphComparison;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.whisper.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether an export is exactly what a plan makes of another, told from the files alone: every
 * weight is that of the dense export with the plan's groups cut out, byte for byte, every other
 * part of the graphs and of the folder is as {@link ExportRewriter#apply} leaves it.
 */
public final class RemovalCheck {
  private RemovalCheck() {}

  /**
   * What is different, by file; nothing if nothing is. {@code dense} is spent afterwards.
   *
   * @throws SottoException if the plan does not fit {@code dense}; what is wrong with {@code
   *     compressed} is part of the result
   */
  public static List<String> differences(WhisperModel dense, Plan plan, ExportFolder compressed) {
    PlanCheck.checkFiles(plan, ExportRewriter.files(dense));
    Structure left = PlanCheck.check(plan, dense);
    Draft draft = ExportRewriter.edit(dense, plan);
    Map<String, byte[]> changed = draft.changed();
    List<Path> companions = ExportRewriter.companions(dense, changed.keySet());
    WhisperModel found;
    try {
      found = left.check(compressed);
    } catch (SottoException e) {
      return List.of(e.getMessage());
    }
    return Stream.of(
            dense.files().keySet().parallelStream()
                .flatMap(part -> ofGraph(part, draft, found).stream()),
            changed.entrySet().stream()
                .flatMap(
                    file ->
                        ofChanged(file.getKey(), file.getValue(), compressed.folder()).stream()),
            companions.stream().flatMap(file -> ofCopy(file, compressed.folder()).stream()))
        .flatMap(differences -> differences)
        .toList();
  }

  private static List<String> ofGraph(Part part, Draft draft, WhisperModel found) {
    WhisperModel expected = draft.model();
    String name = expected.folder().layout().fileName(part);
    if (!found.files().containsKey(part)) {
      return List.of(name + " is missing");
    }
    Map<String, String> roles = new HashMap<>();
    expected
        .weights()
        .values()
        .forEach(
            weight ->
                weight.sites().stream()
                    .filter(site -> site.part() == part)
                    .forEach(site -> roles.put(site.tensor().name(), weight.role())));
    return GraphComparison.differences(
            draft.files().get(part).graph(),
            // As it is stored, and not as what quantised weights stand for.
            OnnxModel.read(found.files().get(part).file()).graph(),
            tensor -> roles.getOrDefault(tensor, "'" + tensor + "'"))
        .stream()
        .map(difference -> name + ": " + difference)
        .toList();
  }

  private static List<String> ofChanged(String name, byte[] expected, Path folder) {
    Path file = folder.resolve(name);
    try {
      boolean same =
          name.endsWith(".json")
              ? JsonFiles.parseObject(file, expected).equals(JsonFiles.readObject(file))
              : Arrays.equals(expected, WholeFile.read(file));
      return same ? List.of() : List.of(name + " says other than what the graphs are");
    } catch (SottoException e) {
      return List.of(e.getMessage());
    }
  }

  private static List<String> ofCopy(Path original, Path folder) {
    String name = original.getFileName().toString();
    Path copy = folder.resolve(name);
    List<String> differences = new ArrayList<>();
    try {
      if (!Files.isRegularFile(copy)) {
        differences.add(name + " is missing");
      } else if (Files.mismatch(original, copy) >= 0) {
        differences.add(name + " is not the dense export's");
      }
    } catch (IOException e) {
      differences.add(name + " cannot be read: " + e.getMessage());
    }
    return differences;
  }
}
