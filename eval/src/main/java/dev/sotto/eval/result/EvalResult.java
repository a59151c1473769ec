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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What an evaluation found.
 *
 * @param utterances in the order of the data set
 * @param interval 95 % bootstrap interval of the error rate, of whatever is measured
 * @param run empty where no model was run and only texts were scored
 */
public record EvalResult(
    ModelIdentity model,
    DataIdentity data,
    Scoring scoring,
    List<HeardUtterance> utterances,
    Interval interval,
    ModelSize size,
    Optional<ModelRun> run,
    Map<String, String> versions) {

  public EvalResult {
    Objects.requireNonNull(scoring);
    Objects.requireNonNull(size);
    Objects.requireNonNull(run);
    utterances = List.copyOf(utterances);
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    if (data.utterances() != utterances.size()) {
      throw new IllegalArgumentException(
          "expected %d utterances, as the data has, found %d"
              .formatted(data.utterances(), utterances.size()));
    }
  }

  /** This result for the same model in a folder of another name. */
  public EvalResult ofFolder(String name) {
    return new EvalResult(
        model.inFolder(name), data, scoring, utterances, interval, size, run, versions);
  }

  /** Of a model that was run. */
  public Optional<Measurement> speed() {
    return run.map(ModelRun::speed);
  }

  /** What was heard in silence and noise, if that was asked for. */
  public Optional<HallucinationProbe> probe() {
    return run.flatMap(ModelRun::probe);
  }

  /** The error rates of the parts of the data. */
  public List<Breakdown> breakdowns() {
    return Breakdown.of(utterances);
  }

  /** The corpus's error rates. */
  public WordErrorRate errorRate() {
    return HeardUtterance.rate(utterances);
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
    return scoring.language().or(utterance.traits()::language);
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
    return TextWarnings.of(scoring.normalizer(), pairs());
  }

  /** The ids of the utterances whose text was cut because the model began to repeat itself. */
  public Set<String> loops() {
    return utterances.stream()
        .filter(heard -> heard.certainty().looped())
        .map(HeardUtterance::id)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Utterances of which a window was decoded at a temperature above the one asked for. */
  public long retried() {
    double asked = run.map(ran -> ran.decoding().search().temperature()).orElse(0.0);
    return utterances.stream().filter(heard -> heard.certainty().temperature() > asked).count();
  }

  /** Utterances of which a cut window was not believed and heard again as a whole. */
  public long heardAgain() {
    return utterances.stream().filter(heard -> heard.certainty().heardAgain()).count();
  }

  public String normalizerId() {
    return scoring.normalizer().id();
  }
}
