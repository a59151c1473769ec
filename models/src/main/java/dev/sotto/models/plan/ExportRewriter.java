package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileIdentity;
import dev.sotto.models.io.Futures;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputMark;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.onnx.ModelFiles;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.rewrite.PreciseProducts;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.whisper.LeavingLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the export that edits make of a model. */
public final class ExportRewriter {
  /** Names of graphs and of the external data that usually goes with them. */
  private static final Pattern GRAPH = Pattern.compile(".*\\.onnx([._]data(_\\d+)?)?");

  private static final Set<String> OWN = Set.of(PlanFile.NAME, OutputMark.FILE);

  private ExportRewriter() {}

  /**
   * Applies a plan that is in no file yet, as {@link #apply(WhisperModel, PlanFile, OutputFolder)}
   * does.
   */
  public static List<String> apply(WhisperModel model, Plan plan, OutputFolder output) {
    return apply(model, PlanFile.of(plan), output);
  }

  /**
   * Applies a plan and writes graphs, JSON files and the plan itself, as it was given, to {@code
   * output}; the other files of the export (tokenizer, preprocessor) are copied. {@code model} is
   * spent afterwards: its graphs are the new ones.
   *
   * @return what a user should know about the result
   *     <p>What was written is read back: it must be recognised and hold what the plan leaves.
   * @throws SottoException if the plan does not fit the model or was made for another one, or what
   *     was written is not what the plan says; {@code output} is not to be completed then
   */
  public static List<String> apply(WhisperModel model, PlanFile file, OutputFolder output) {
    Plan plan = file.plan();
    PlanCheck.checkNamesAndSizes(plan, files(model));
    Structure left = PlanCheck.check(plan, model);
    // Reading the dense files need not wait for the new ones to be written.
    CompletableFuture<Void> identity =
        CompletableFuture.runAsync(() -> PlanCheck.checkFiles(plan, files(model)));
    Draft draft = edit(model, plan);
    write(draft, left, output);
    output.write(PlanFile.NAME, file.bytes());
    Futures.join(identity);
    return draft.warnings();
  }

  /**
   * Writes the model with the groups and layers that a plan removes set to zero instead, with all
   * tokens, and the plan's other edits made: what the result must be equal to, at the tokens that
   * stay. {@code model} is spent afterwards.
   */
  public static void applyAsZeros(WhisperModel model, Plan plan, OutputFolder output) {
    List<Edit> others =
        plan.edits().stream().filter(edit -> !(edit instanceof RemoveGroups)).toList();
    PlanCheck.check(plan, model);
    Structure seen = Structure.of(model);
    Structure dense = seen;
    LeavingLayers gone = LeavingLayers.NONE;
    for (Edit edit : others) {
      Applier applier = edit.applier();
      applier.requires(new Applier.Subject(model, plan.heads(), seen));
      seen = applier.ensures(seen);
      // What is zero is still there; only the edits behind do not see it.
      if (edit instanceof RemoveLayers layers) {
        gone = gone.and(layers.leaving());
      } else if (edit instanceof LowRank lowRank) {
        dense = new LowRankFactoring(lowRank).ensures(dense, gone::before);
      } else if (!leavesWhatIsComputed(edit)) {
        dense = applier.ensures(dense);
      }
    }
    Draft draft = Draft.asStored(model, plan.heads());
    for (Edit edit : others) {
      if (edit instanceof RemoveLayers layers) {
        new LayerRemoval(layers).zero(draft);
      } else if (!leavesWhatIsComputed(edit)) {
        edit.applier().apply(draft);
      }
    }
    // Last, so that no other edit gives them weights again.
    Map<String, List<Integer>> zero = new TreeMap<>();
    for (Map.Entry<String, List<Integer>> groups : plan.remove().entrySet()) {
      zero.put(gone.after(groups.getKey()).orElseThrow(), groups.getValue());
    }
    new GroupRemoval(new RemoveGroups(zero)).zero(draft);
    write(draft, dense, output);
  }

  /** Whether the model before is what the result must be equal to. */
  private static boolean leavesWhatIsComputed(Edit edit) {
    return edit instanceof KeepVocabulary || edit.equals(SetContext.FLEXIBLE);
  }

  /**
   * Writes the model with other weights of the same shapes; the other files are copied. {@code
   * model} is spent afterwards: its graphs are the new ones.
   *
   * @param weights by role, float32, in logical form; roles that are missing stay as they are
   * @throws SottoException if a shape is not that of its role
   */
  public static void replaceWeights(
      WhisperModel model, Map<String, Tensor> weights, OutputFolder output) {
    Plan plan = new Plan(Map.of(), HeadMode.FREE, Map.of(), List.of(ReplaceWeights.of(weights)));
    Structure same = PlanCheck.check(plan, model);
    write(edit(model, plan), same, output);
  }

  /**
   * Writes the model as it was read: one whose weights are stored as something smaller with the
   * numbers that they stand for. {@code model} is spent afterwards.
   */
  public static void writeAsFloats(WhisperModel model, OutputFolder output) {
    write(new Draft(model, HeadMode.FREE), Structure.of(model).packed(Map.of()), output);
  }

  /**
   * Writes a quantised model as it is, but for products that are computed on floats, which ONNX
   * Runtime does otherwise on integers of 8 bits.
   */
  public static void writePrecise(ExportFolder export, OutputFolder output) {
    export
        .graphs()
        .values()
        .forEach(
            path -> {
              OnnxModel file = OnnxModel.read(path);
              PreciseProducts.compute(file.graph());
              file.write(output.path().resolve(path.getFileName()));
            });
    companions(export.read(), Set.of()).forEach(output::copy);
  }

  /** The files that hold the graphs and weights of a model, by name. */
  public static Map<String, Path> files(WhisperModel model) {
    return ModelFiles.of(model.files().values());
  }

  /** Which files a plan for {@code model} is made for. */
  public static Map<String, FileIdentity> identities(WhisperModel model) {
    return files(model).entrySet().parallelStream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> FileIdentity.of(entry.getValue())));
  }

  /** Has the graphs of {@code model} be those that {@code plan} makes of them. */
  static Draft edit(WhisperModel model, Plan plan) {
    Draft draft = Draft.asStored(model, plan.heads());
    plan.edits().forEach(edit -> edit.applier().apply(draft));
    return draft;
  }

  private static void write(Draft draft, Structure expected, OutputFolder output) {
    Map<String, byte[]> changed = draft.changed();
    writeGraphs(draft, output);
    changed.forEach(output::write);
    companions(draft.model(), changed.keySet()).forEach(output::copy);
    // Headers alone are read, which takes no time beside the writing.
    ShownPath.during(
        output.path(), output.target(), () -> expected.check(Exports.open(output.path())));
  }

  /**
   * The files of an export that go with it as they are, such as the tokenizer. Its plan and mark do
   * not: those tell of how it was made. Nor do graphs of other variants, which are as they were and
   * not what the JSON files then say.
   *
   * @param changed names of those that do not
   */
  static List<Path> companions(WhisperModel model, Set<String> changed) {
    Set<Path> replaced = new HashSet<>();
    for (OnnxModel file : model.files().values()) {
      replaced.add(file.file().toAbsolutePath().normalize());
      file.externalFiles().forEach(path -> replaced.add(path.toAbsolutePath().normalize()));
    }
    Path folder = model.folder().folder().toAbsolutePath().normalize();
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !replaced.contains(file))
          .filter(file -> !changed.contains(file.getFileName().toString()))
          .filter(file -> !OWN.contains(file.getFileName().toString()))
          .filter(file -> !GRAPH.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
  }

  /** Graph files do not depend on one another, and cutting weights keeps a core busy. */
  private static void writeGraphs(Draft draft, OutputFolder output) {
    Futures.join(
        CompletableFuture.allOf(
            draft.files().values().stream()
                .map(
                    file ->
                        CompletableFuture.runAsync(
                            () -> file.write(output.path().resolve(named(draft, file.file())))))
                .toArray(CompletableFuture<?>[]::new)));
  }

  private static String named(Draft draft, Path graph) {
    return draft.name(graph.getFileName().toString());
  }
}
