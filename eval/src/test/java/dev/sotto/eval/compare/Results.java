package dev.sotto.eval.compare;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.dataset.TextPair;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.EvaluationSettings;
import dev.sotto.eval.result.HeardUtterance;
import dev.sotto.eval.result.MadeUp;
import dev.sotto.eval.result.ModelIdentity;
import dev.sotto.eval.text.Normalizers;
import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.UtteranceScore;
import dev.sotto.eval.wer.WordErrorRate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/** Results of evaluations that never took place. */
public final class Results {
  public static final String SAID = "one two three four five six seven eight nine ten";

  private final List<TextPair> pairs = new ArrayList<>();
  private String folder = "models/dense";
  private String normalizer = "whisper-basic";
  private String fingerprint = "f";
  private double realTimeFactor = 0.1;
  private OptionalLong peakBytes = OptionalLong.of(1_000);
  private long bytes = 1_000;
  private Map<String, String> versions = Map.of("sotto", "1");

  private Results() {}

  /** Utterances {@code u0}, {@code u1} and so on, in which {@link #SAID} was said. */
  public static Results of(int utterances, IntFunction<String> heard) {
    Results results = new Results();
    for (int i = 0; i < utterances; i++) {
      results.pairs.add(new TextPair("u" + i, SAID, heard.apply(i)));
    }
    return results;
  }

  /** What was said, or all of it but some words, in every tenth utterance. */
  public static String losing(int words, int utterance) {
    String[] said = SAID.split(" ");
    return utterance % 10 == 0
        ? String.join(" ", List.of(said).subList(0, said.length - words))
        : SAID;
  }

  public Results inFolder(String other) {
    folder = other;
    return this;
  }

  public Results normalizedBy(String id) {
    normalizer = id;
    return this;
  }

  public Results ofData(String otherFingerprint) {
    fingerprint = otherFingerprint;
    return this;
  }

  public Results withCost(double factor, long peak, long size) {
    realTimeFactor = factor;
    peakBytes = OptionalLong.of(peak);
    bytes = size;
    return this;
  }

  public Results withoutMemory() {
    peakBytes = OptionalLong.empty();
    return this;
  }

  public Results withVersions(Map<String, String> others) {
    versions = others;
    return this;
  }

  public EvalResult result() {
    TextNormalizer scorer = Normalizers.of(normalizer);
    List<HeardUtterance> heard =
        pairs.stream()
            .map(
                pair ->
                    MadeUp.heard(
                        pair.id(),
                        pair.reference(),
                        pair.hypothesis(),
                        List.of(1),
                        UtteranceScore.of(
                            scorer.normalize(pair.reference()),
                            scorer.normalize(pair.hypothesis()))))
            .toList();
    EvaluationSettings settings = EvaluationSettings.defaults().withNormalizer(scorer);
    return MadeUp.result(
        new ModelIdentity(folder, Map.of("encoder_model.onnx", "e")),
        MadeUp.data("folder/test", pairs.size(), 2.5, fingerprint),
        settings,
        heard,
        new WordErrorRate(heard.stream().map(HeardUtterance::score).toList())
            .interval(settings.bootstrap()),
        MadeUp.size(1, 0, bytes, new Flops(1, 1, 1, 1, 1)),
        new Measurement(
            1,
            new Measurement.Window(2, 100, 10, 3),
            0.007,
            OptionalDouble.of(realTimeFactor),
            peakBytes,
            OptionalLong.empty()),
        versions);
  }

  public Subject subject() {
    return Subject.of(result());
  }

  /** As another recogniser's text pairs. */
  public Subject foreign() {
    return new Subject(folder, "0", pairs, Optional.empty());
  }
}
