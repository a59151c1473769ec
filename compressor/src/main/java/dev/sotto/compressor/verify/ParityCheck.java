package dev.sotto.compressor.verify;

import dev.sotto.compressor.verify.Parity.Measurement;
import dev.sotto.eval.cost.ShapeCheck;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.NameGraphs;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.whisper.Part;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Whether groups that were removed are gone without a trace: the rewritten export must compute what
 * the dense one computes when the same groups are set to zero in it, of the tokens that stay. A
 * quantised export must compute what one of floats computes with the numbers that it stores; for
 * that, its products are computed on floats. Both are run by ONNX Runtime, at every optimisation
 * level and in every form that the export has, on the same seeded input.
 */
public record ParityCheck(SessionSettings settings, long seed, Progress progress) {
  /**
   * Largest difference of logits with optimisation off, where only the order of summation differs.
   */
  static final double PLAIN_TOLERANCE = 1e-4;

  /** With optimisation on, kernels differ as well. */
  static final double OPTIMISED_TOLERANCE = 1e-3;

  /**
   * Kernels of blocks sum in another order at every level, of activations that are as large as
   * hundreds in a Whisper; a level that is wrong moves logits by a hundred times as much.
   */
  static final double BLOCKS_TOLERANCE = 1e-2;

  /**
   * Compares {@code compressed} with {@code dense} under {@code plan}: first what it is made of and
   * declares, for what computes the same here may fail elsewhere; then what it computes.
   *
   * @throws SottoException if the plan is not for {@code dense}, or {@code dense} itself cannot be
   *     run; what is wrong with {@code compressed} is part of the result
   */
  public Parity check(ExportFolder dense, ExportFolder compressed, Plan plan) {
    WhisperModel model = dense.read();
    PlanCheck.checkFiles(plan, ExportRewriter.files(model));
    Structure left = PlanCheck.check(plan, model);
    try {
      ShapeCheck.check(left.check(compressed));
    } catch (SottoException e) {
      return new Parity(
          List.of(
              failed(
                  "structure and declared shapes", OptimizationLevel.DISABLED, PLAIN_TOLERANCE, e)),
          seed);
    }
    Plan floats = plan.withoutQuantizing();
    if (floats.equals(plan)) {
      return compareZeroed(dense, compressed, plan);
    }
    Parity rounded = compareNumbers(compressed);
    boolean same = floats.edits().stream().allMatch(NameGraphs.class::isInstance);
    return same ? rounded : compareRemoved(dense, floats).and(rounded);
  }

  private Parity compareZeroed(ExportFolder dense, ExportFolder compressed, Plan plan) {
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-verify-");
        OutputFolder zeroed = OutputFolder.create(temporary.path().resolve("zeroed"), false)) {
      ExportRewriter.applyAsZeros(dense.read(), plan, zeroed);
      // What fails in the zeroed copy fails in the dense export, which the user knows.
      return ShownPath.of(
          zeroed.path(),
          dense.folder(),
          () ->
              compare(
                  Exports.open(zeroed.path()),
                  compressed,
                  plan.vocabulary(),
                  ParityCheck::tolerance));
    }
  }

  /** What the edits before quantising leave. */
  private Parity compareRemoved(ExportFolder dense, Plan floats) {
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-verify-");
        OutputFolder removed = OutputFolder.create(temporary.path().resolve("removed"), false)) {
      ExportRewriter.apply(dense.read(), floats, removed);
      return ShownPath.of(
          removed.path(),
          dense.folder(),
          () -> compareZeroed(dense, Exports.open(removed.path()), floats));
    }
  }

  /** Whether a quantised export computes with the numbers that it stores. */
  private Parity compareNumbers(ExportFolder quantised) {
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-verify-");
        OutputFolder numbers = OutputFolder.create(temporary.path().resolve("numbers"), false);
        OutputFolder precise = OutputFolder.create(temporary.path().resolve("precise"), false)) {
      ExportRewriter.writeAsFloats(quantised.read(), numbers);
      ExportRewriter.writePrecise(quantised, precise);
      return ShownPath.of(
          precise.path(),
          quantised.folder(),
          () ->
              ShownPath.of(
                  numbers.path(),
                  quantised.folder(),
                  () ->
                      compare(
                              Exports.open(numbers.path()),
                              Exports.open(precise.path()),
                              Optional.empty(),
                              level -> BLOCKS_TOLERANCE)
                          .shown(precise.path(), quantised.folder())));
    }
  }

  private Parity compare(
      ExportFolder expected,
      ExportFolder actual,
      Optional<KeptTokens> kept,
      ToDoubleFunction<OptimizationLevel> tolerance) {
    List<ExportFolder> forms = expected.forms();
    if (forms.isEmpty()) {
      throw SottoException.badInput(
          expected.folder(), "has no decoder with a cache, so there is nothing to compare");
    }
    List<Measurement> measurements = new ArrayList<>();
    int total = forms.size() * OptimizationLevel.values().length;
    progress.report("verify", 0, total);
    for (ExportFolder form : forms) {
      for (OptimizationLevel level : OptimizationLevel.values()) {
        measurements.add(compare(form, actual, level, kept, tolerance.applyAsDouble(level)));
        progress.report("verify", measurements.size(), total);
      }
    }
    return new Parity(measurements, seed);
  }

  private Measurement compare(
      ExportFolder form,
      ExportFolder actual,
      OptimizationLevel level,
      Optional<KeptTokens> kept,
      double tolerance) {
    String name = name(form);
    ForcedRun expected =
        run(
            form,
            level,
            dense -> kept.map(KeptTokens::size).orElse(dense),
            token -> kept.map(tokens -> tokens.old(token)).orElse(token));
    ForcedRun found;
    try {
      found = run(sameForm(form, actual), level, left -> left, token -> token);
    } catch (SottoException e) {
      return failed(name, level, tolerance, e);
    }
    return new Measurement(
        name,
        level,
        ForcedRun.largestDifference(expected.states(), found.states()),
        ForcedRun.largestDifference(expected.logits(), found.logits()),
        tolerance,
        Optional.empty());
  }

  private static Measurement failed(
      String form, OptimizationLevel level, double tolerance, SottoException failure) {
    return new Measurement(
        form, level, Double.NaN, Double.NaN, tolerance, Optional.of(failure.getMessage()));
  }

  private static double tolerance(OptimizationLevel level) {
    return level == OptimizationLevel.DISABLED ? PLAIN_TOLERANCE : OPTIMISED_TOLERANCE;
  }

  /**
   * Runs an export.
   *
   * @param tokens how many of its tokens are compared
   * @param id of each of these
   */
  private ForcedRun run(
      ExportFolder form, OptimizationLevel level, IntUnaryOperator tokens, IntUnaryOperator id) {
    try (WhisperRunner runner = WhisperRunner.open(form, settings.withOptimization(level))) {
      return ForcedRun.of(runner, seed, tokens.applyAsInt(runner.vocabulary()), id);
    }
  }

  static ExportFolder sameForm(ExportFolder form, ExportFolder actual) {
    return actual.forms().stream()
        .filter(candidate -> candidate.graphs().keySet().equals(form.graphs().keySet()))
        .findFirst()
        .orElseThrow(() -> SottoException.badInput(actual.folder(), "lacks " + name(form)));
  }

  static String name(ExportFolder form) {
    Map<Part, Path> decoders = new EnumMap<>(form.graphs());
    decoders.remove(Part.ENCODER);
    return form.withGraphs(decoders).fileNames();
  }
}
