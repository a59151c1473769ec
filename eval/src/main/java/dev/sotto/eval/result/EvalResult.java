package dev.sotto.eval.result;

import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param settings with the normaliser that was used
 * @param utterances in the order of the data set
 * @param werInterval 95 % bootstrap interval of the word error rate
 * @param speed measured in a fresh process
 */
public record EvalResult(
    ModelIdentity model,
    DataIdentity data,
    EvaluationSettings settings,
    List<HeardUtterance> utterances,
    Interval werInterval,
    ModelSize size,
    Measurement speed,
    Map<String, String> versions) {

  public EvalResult {
    utterances = List.copyOf(utterances);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    if (settings.normalizer().isEmpty()) {
      throw new IllegalArgumentException("expected the normaliser that was used");
    }
  }

  /** This result for the same model in a folder of another name. */
  public EvalResult ofFolder(String name) {
    return new EvalResult(
        model.inFolder(name), data, settings, utterances, werInterval, size, speed, versions);
  }

  /** The corpus's error rates. */
  public WordErrorRate errorRate() {
    return new WordErrorRate(utterances.stream().map(HeardUtterance::score).toList());
  }

  public String normalizerId() {
    return settings.normalizer().orElseThrow().id();
  }
}
