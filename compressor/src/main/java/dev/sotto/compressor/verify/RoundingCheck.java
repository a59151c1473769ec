package dev.sotto.compressor.verify;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.TemporaryFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.Plan;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.OptimizationLevel;
import dev.sotto.runtime.session.SessionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rounding changes: a quantised export, as it is run, against the floats that it was rounded
 * from, on the input and the tokens of {@link ForcedRun}, at every optimisation level and in every
 * form. No verdict: what it costs in words {@code eval} and {@code gate} tell.
 */
public record RoundingCheck(SessionSettings settings, long seed, Progress progress) {

  /**
   * One comparison.
   *
   * @param form the decoder file or files that were run
   * @param divergence {@code KL(floats || rounded)} of the next token, in nats, a mean over tokens
   * @param same tokens after which both find the same one most likely
   * @param tokens of all
   */
  public record Change(
      String form, OptimizationLevel level, double divergence, int same, int tokens) {}

  /**
   * What was found.
   *
   * @param decibels signal-to-noise ratio of each role, as {@link QuantizationNoise} has it
   */
  public record Found(Map<String, Double> decibels, List<Change> changes) {}

  /**
   * Compares.
   *
   * @param plan that makes {@code quantised} of {@code dense}
   * @return nothing if it quantises nothing
   * @throws SottoException if one of them cannot be run
   */
  public Optional<Found> check(ExportFolder dense, ExportFolder quantised, Plan plan) {
    Plan before = plan.withoutQuantizing();
    if (before.equals(plan)) {
      return Optional.empty();
    }
    if (before.edits().isEmpty()) {
      return Optional.of(compare(dense, quantised));
    }
    try (TemporaryFolder temporary = TemporaryFolder.create("sotto-verify-");
        OutputFolder floats = OutputFolder.create(temporary.path().resolve("floats"), false)) {
      ExportRewriter.apply(dense.read(), before, floats);
      return Optional.of(compare(Exports.open(floats.path()), quantised));
    }
  }

  private Found compare(ExportFolder floats, ExportFolder quantised) {
    List<Change> changes = new ArrayList<>();
    List<ExportFolder> forms = floats.forms();
    int total = forms.size() * OptimizationLevel.values().length;
    for (ExportFolder form : forms) {
      for (OptimizationLevel level : OptimizationLevel.values()) {
        progress.report("compare", changes.size(), total);
        changes.add(compare(form, ParityCheck.sameForm(form, quantised), level));
      }
    }
    progress.report("compare", total, total);
    return new Found(QuantizationNoise.decibels(floats.read(), quantised.read()), changes);
  }

  private Change compare(ExportFolder floats, ExportFolder quantised, OptimizationLevel level) {
    List<float[]> expected = run(floats, level).logits();
    List<float[]> found = run(quantised, level).logits();
    double sum = 0;
    int same = 0;
    for (int token = 0; token < expected.size(); token++) {
      sum += divergence(expected.get(token), found.get(token));
      same += mostLikely(expected.get(token)) == mostLikely(found.get(token)) ? 1 : 0;
    }
    return new Change(
        ParityCheck.name(quantised), level, sum / expected.size(), same, expected.size());
  }

  private ForcedRun run(ExportFolder export, OptimizationLevel level) {
    try (WhisperRunner runner = WhisperRunner.open(export, settings.withOptimization(level))) {
      return ForcedRun.of(runner, seed);
    }
  }

  /** {@code sum p (log p - log q)} of two distributions that are given by their logits. */
  static double divergence(float[] p, float[] q) {
    double ofP = logSum(p);
    double ofQ = logSum(q);
    double sum = 0;
    for (int token = 0; token < p.length; token++) {
      double logP = p[token] - ofP;
      // What is suppressed has no probability, and nothing is lost of it.
      if (logP > Double.NEGATIVE_INFINITY) {
        sum += Math.exp(logP) * (logP - (q[token] - ofQ));
      }
    }
    return sum;
  }

  private static double logSum(float[] logits) {
    double most = logits[mostLikely(logits)];
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - most);
    }
    return most + Math.log(sum);
  }

  private static int mostLikely(float[] logits) {
    int most = 0;
    for (int token = 1; token < logits.length; token++) {
      if (logits[token] > logits[most]) {
        most = token;
      }
    }
    return most;
  }
}
