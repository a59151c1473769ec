package dev.sotto.eval.result;

import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.eval.score.TextWarnings;
import dev.sotto.eval.wer.Interval;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an evaluation found.
 *
 * @param settings with the normaliser that was used, and the language if the model was told one
 * @param utterances in the order of the data set
 * @param interval 95 % bootstrap interval of the error rate, of whatever is measured
 * @param speed measured in a fresh process; empty where no model was run and only texts were
 *     scored, whose settings then say no more than normaliser and bootstrap
 * @param probe what was heard in silence and noise, if that was asked for
 */
public record EvalResult(
    ModelIdentity model,
    DataIdentity data,
    EvaluationSettings settings,
    List<HeardUtterance> utterances,
    Interval interval,
    ModelSize size,
    Optional<Measurement> speed,
    Optional<HallucinationProbe> probe,
    Map<String, String> versions) {

  public EvalResult {
    Objects.requireNonNull(size);
    Objects.requireNonNull(speed);
    Objects.requireNonNull(probe);
    utterances = List.copyOf(utterances);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    if (data.utterances() != utterances.size()) {
      throw new IllegalArgumentException(
          "expected %d utterances, as the data has, found %d"
              .formatted(data.utterances(), utterances.size()));
    }
    if (settings.normalizer().isEmpty()) {
      throw new IllegalArgumentException("expected the normaliser that was used");
    }
  }

  /** The result of a model that was run, without a probe. */
  public EvalResult(
      ModelIdentity model,
      DataIdentity data,
      EvaluationSettings settings,
      List<HeardUtterance> utterances,
      Interval interval,
      ModelSize size,
      Measurement speed,
      Map<String, String> versions) {
    this(
        model,
        data,
        settings,
        utterances,
        interval,
        size,
        Optional.of(speed),
        Optional.empty(),
        versions);
  }

  /** This result for the same model in a folder of another name. */
  public EvalResult ofFolder(String name) {
    return new EvalResult(
        model.inFolder(name), data, settings, utterances, interval, size, speed, probe, versions);
  }

  /** The error rates of the parts of the data. */
  public List<Breakdown> breakdowns() {
    return Breakdown.of(utterances);
  }

  /** The corpus's error rates. */
  public WordErrorRate errorRate() {
    return new WordErrorRate(utterances.stream().map(HeardUtterance::score).toList());
  }

  /** What the error rate counts; results that count otherwise cannot be compared. */
  public Measure measure() {
    return errorRate().measure();
  }

  /**
   * The language of an utterance's texts, by which they were normalised and scored: the one that
   * was asked for, or else the one that the data says; a translation is English.
   */
  public Optional<String> languageOf(HeardUtterance utterance) {
    return settings.textLanguage(utterance.traits().language());
  }

  /** The texts that were compared, with the language of each. */
  public List<TextPair> pairs() {
    return utterances.stream()
        .map(
            heard ->
                new TextPair(heard.id(), heard.reference(), heard.hypothesis(), languageOf(heard)))
        .toList();
  }

  /** What is to be known of the texts beside the rate, one sentence each, without a full stop. */
  public List<String> warnings() {
    return TextWarnings.of(settings.normalizer().orElseThrow(), pairs());
  }

  public String normalizerId() {
    return settings.normalizer().orElseThrow().id();
  }
}
