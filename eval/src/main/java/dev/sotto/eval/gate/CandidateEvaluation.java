package dev.sotto.eval.gate;

import dev.sotto.eval.compare.Subject;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.measure.DeviceProbe;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Evaluation;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.io.Progress;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Evaluates a model as the baseline was evaluated. */
public final class CandidateEvaluation {
  private CandidateEvaluation() {}

  /**
   * Evaluates {@code model} on the baseline's utterances with the baseline's settings, or with the
   * defaults if the baseline is of another recogniser.
   *
   * @param data holds the baseline's utterances; others are left out
   * @throws SottoException before the work if the data are not those of the baseline, or the device
   *     that it ran on is not here
   */
  public static EvalResult run(
      ExportFolder model, Dataset data, Subject baseline, Progress progress) {
    Dataset same = sameUtterances(data, baseline);
    baseline.result().ifPresent(expected -> checkFingerprint(same, expected, baseline));
    EvaluationSettings settings =
        baseline.result().map(EvaluationSettings::of).orElse(EvaluationSettings.defaults());
    DeviceProbe.require(settings.session().device());
    return Evaluation.run(model, same, settings, progress);
  }

  private static Dataset sameUtterances(Dataset data, Subject baseline) {
    Map<String, Utterance> byId =
        data.utterances().stream().collect(Collectors.toMap(Utterance::id, Function.identity()));
    List<TextPair> missing =
        baseline.pairs().stream().filter(pair -> !byId.containsKey(pair.id())).toList();
    if (!missing.isEmpty()) {
      throw SottoException.badInput(
          data.name(),
          "expected the utterances of %s, found no \"%s\" and %d of %d in all"
              .formatted(
                  baseline.name(),
                  missing.get(0).id(),
                  baseline.pairs().size() - missing.size(),
                  baseline.pairs().size()));
    }
    return new Dataset(
        data.name(),
        baseline.pairs().stream().map(pair -> byId.get(pair.id())).toList(),
        data.selection());
  }

  private static void checkFingerprint(Dataset data, EvalResult expected, Subject baseline) {
    if (!data.fingerprint().equals(expected.data().fingerprint())) {
      throw SottoException.badInput(
          data.name(),
          "expected the clips and references that %s was made from, found others under the same ids (the fingerprints differ)"
              .formatted(baseline.name()));
    }
  }
}
