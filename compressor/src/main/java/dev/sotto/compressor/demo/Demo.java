package dev.sotto.compressor.demo;

import dev.sotto.compressor.compress.Besides;
import dev.sotto.compressor.compress.Compression;
import dev.sotto.compressor.compress.CompressionRequest;
import dev.sotto.compressor.compress.CompressionRequest.Training;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.compress.Step;
import dev.sotto.compressor.quantize.FormatRequest;
import dev.sotto.compressor.saliency.Magnitude;
import dev.sotto.compressor.saliency.WeightStatistics;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.LayerParameters;
import dev.sotto.compressor.search.LayerRequest;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.Penalty;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.train.TrainingSettings.Frames;
import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.compressor.train.TrainingSettings.Method;
import dev.sotto.compressor.train.TrainingSettings.Update;
import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.magnitude.MagnitudePruning;
import dev.sotto.compressor.train.torch.Objective;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.report.Table;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.SetContext;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The whole way on the built-in model, twice to as few parameters with the same number of training
 * steps: TSPAR-style, trained towards zeros and pruned by weight statistics, and by plain
 * magnitude, pruned at once and trained afterwards. The first is also stored as integers of 8 bits,
 * with an encoder that takes windows of any length.
 */
public final class Demo {
  /** Share of the parameters of all layers that leaves. */
  private static final double REMOVED = 0.5;

  private static final int SPARSE_STEPS = 180;
  private static final int REPAIR_STEPS = 120;
  private static final int BATCH = 16;
  private static final double LEARNING_RATE = 5e-4;
  private static final int WARMUP = 10;
  private static final int CHECKPOINT_EVERY = 40;
  private static final HeadMode HEADS = HeadMode.UNIFORM;
  private static final Besides STACKED =
      new Besides(
          LayerRequest.NONE,
          Optional.empty(),
          Optional.of(SetContext.parse("flexible")),
          Optional.of(FormatRequest.of("int8:32")),
          Optional.empty());

  private final Path folder;
  private final Stages stages;
  private final long seed;
  private final Progress progress;

  /**
   * @param folder of the exports and of the stages, which is there
   * @param seed of every random draw
   */
  public Demo(Path folder, long seed, Progress progress) {
    this.folder = folder;
    this.stages = new Stages(folder.resolve("stages"));
    this.seed = seed;
    this.progress = progress;
  }

  /** How a model was made smaller. */
  public enum Way {
    TSPAR("TSPAR-style", "tspar"),
    QUANTISED("int8, short windows", "tspar-int8"),
    MAGNITUDE("magnitude", "magnitude");

    private final String title;
    private final String folder;

    Way(String title, String folder) {
      this.title = title;
      this.folder = folder;
    }

    /** As a table names it. */
    @Override
    public String toString() {
      return title;
    }
  }

  /**
   * Runs what was not run before.
   *
   * @throws SottoException if nothing can be written, or training was interrupted
   */
  public Map<Way, CompressionResult> run() {
    Path data = stages.complete(unpacking()).folder();
    Map<Way, CompressionResult> results = new EnumMap<>(Way.class);
    for (Way way : Way.values()) {
      try (OutputFolder output = OutputFolder.create(folder.resolve(way.folder), true)) {
        Progress named = progress.of(way.title);
        results.put(way, new Compression(request(way, data), stages, named).run(output));
        output.complete();
      }
    }
    return results;
  }

  /** The dense model beside what each way made of it. */
  public static Table table(Map<Way, CompressionResult> results) {
    Map<String, EvalResult> columns = new LinkedHashMap<>();
    results.forEach((way, result) -> columns.put(way.title, result.compressed()));
    return ResultTable.sideBySide(results.get(Way.TSPAR).dense(), columns);
  }

  private record Contents(String contents) {}

  private static Step<Void> unpacking() {
    return Step.of(
        "built-in", new Contents(BuiltIn.sha256()), output -> BuiltIn.unpack(output.path()));
  }

  private CompressionRequest request(Way way, Path data) {
    boolean sparse = way != Way.MAGNITUDE;
    Training training =
        new Training(
            Manifest.read(data.resolve(DemoData.manifest(Split.TRAINING))),
            Optional.empty(),
            Optional.empty(),
            settings(sparse ? SPARSE_STEPS : 0, Penalty.towards(REMOVED, HEADS)),
            settings(sparse ? REPAIR_STEPS : SPARSE_STEPS + REPAIR_STEPS, Penalty.none()),
            Optional.empty(),
            CHECKPOINT_EVERY);
    return new CompressionRequest(
        data.resolve(DemoData.MODEL),
        way == Way.QUANTISED ? STACKED : Besides.NONE,
        new Planner.Request(
            sparse ? new WeightStatistics() : new Magnitude(),
            HEADS,
            Optional.empty(),
            Optional.of(Budget.share(new LayerParameters(), REMOVED)),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        Optional.of(training),
        Manifest.read(data.resolve(DemoData.manifest(Split.TEST))),
        EvaluationSettings.defaults(),
        seed);
  }

  private TrainingSettings settings(int steps, Penalty penalty) {
    return new TrainingSettings(
        new Length(steps, BATCH, 1, 0, 0, 0),
        new Update(Method.ADAMW, LEARNING_RATE, LEARNING_RATE, WARMUP, 0.01, 1),
        new Objective(0.8, 0, 1, 2, 0),
        penalty,
        MagnitudePruning.none(),
        new Augmentation(0.08, 0.3, 0),
        new Frames(NanoModel.WINDOW_FRAMES, 0),
        seed);
  }
}
