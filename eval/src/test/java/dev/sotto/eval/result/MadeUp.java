package dev.sotto.eval.result;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Parts of results that nobody measured. */
public final class MadeUp {
  private MadeUp() {}

  /** The result of a model that was run, without a probe. */
  public static EvalResult result(
      ModelIdentity model,
      DataIdentity data,
      EvaluationSettings settings,
      List<HeardUtterance> utterances,
      Interval interval,
      ModelSize size,
      Measurement speed,
      Map<String, String> versions) {
    return new EvalResult(
        model,
        data,
        settings.scoring(),
        utterances,
        interval,
        size,
        Optional.of(new ModelRun(settings, speed, OptionalDouble.empty(), Optional.empty())),
        versions);
  }

  /** All of a data set. */
  public static DataIdentity data(String name, int utterances, double seconds, String fingerprint) {
    return data(name, utterances, OptionalDouble.of(seconds), fingerprint, Selection.ALL);
  }

  /** Of recordings. */
  public static DataIdentity data(
      String name,
      int utterances,
      OptionalDouble seconds,
      String fingerprint,
      Selection selection) {
    return new DataIdentity(name, utterances, seconds, fingerprint, selection, Optional.empty());
  }

  /** An utterance of which nothing else is known. */
  public static HeardUtterance heard(
      String id, String reference, String hypothesis, List<Integer> tokens, UtteranceScore score) {
    Traits unknown = new Traits(OptionalDouble.empty(), Optional.empty(), Optional.empty());
    return heard(id, reference, hypothesis, tokens, score, unknown);
  }

  /** An utterance of which the model says nothing but its text. */
  public static HeardUtterance heard(
      String id,
      String reference,
      String hypothesis,
      List<Integer> tokens,
      UtteranceScore score,
      Traits traits) {
    return new HeardUtterance(id, reference, hypothesis, tokens, score, traits, Certainty.UNKNOWN);
  }

  /** A size of which all is known. */
  public static ModelSize size(long parameters, long zeroed, long bytes, Flops flops) {
    return new ModelSize(
        OptionalLong.of(parameters),
        OptionalLong.of(zeroed),
        OptionalLong.of(bytes),
        Optional.of(flops),
        List.of());
  }

  /** The result in a file. */
  public static EvalResult read(Path file) {
    return EvalJsonReader.parse(file, JsonFiles.readObject(file));
  }
}
