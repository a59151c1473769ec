package dev.sotto.eval.result;

import dev.sotto.eval.text.TextNormalizer;
import dev.sotto.eval.wer.Bootstrap;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.decode.Task;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.transcribe.Transcriber;
import java.util.Objects;
import java.util.Optional;

/**
 * How to evaluate.
 *
 * @param batchSize windows that are transcribed together; changes the time an evaluation takes, not
 *     what it finds
 * @param normalizer empty for Whisper's English one where the speech is English, and the
 *     mark-preserving one elsewhere
 * @param probesSilence whether silence and noise are heard, too
 */
public record EvaluationSettings(
    SessionSettings session,
    DecodingOptions decoding,
    int batchSize,
    Optional<TextNormalizer> normalizer,
    Bootstrap bootstrap,
    boolean probesSilence) {
  private static final int BATCH_SIZE = 8;
  private static final Bootstrap BOOTSTRAP = new Bootstrap(10_000, 1);

  public EvaluationSettings {
    Objects.requireNonNull(session);
    Objects.requireNonNull(decoding);
    Objects.requireNonNull(normalizer);
    Objects.requireNonNull(bootstrap);
    Transcriber.checkBatchSize(batchSize);
  }

  public static EvaluationSettings defaults() {
    return new EvaluationSettings(
        SessionSettings.defaults(),
        DecodingOptions.defaults(),
        BATCH_SIZE,
        Optional.empty(),
        BOOTSTRAP,
        false);
  }

  /** Those by which a result was found; where no model was run, defaults that score alike. */
  public static EvaluationSettings of(EvalResult result) {
    Scoring scoring = result.scoring();
    if (result.run().isEmpty()) {
      DecodingOptions decoding = DecodingOptions.defaults();
      return defaults()
          .withNormalizer(scoring.normalizer())
          .withBootstrap(scoring.bootstrap())
          .withDecoding(scoring.language().map(decoding::withLanguage).orElse(decoding));
    }
    ModelRun run = result.run().get();
    return new EvaluationSettings(
        run.session(),
        run.decoding(),
        run.batchSize(),
        Optional.of(scoring.normalizer()),
        scoring.bootstrap(),
        run.probe().isPresent());
  }

  public EvaluationSettings withDecoding(DecodingOptions other) {
    return new EvaluationSettings(session, other, batchSize, normalizer, bootstrap, probesSilence);
  }

  public EvaluationSettings withNormalizer(TextNormalizer other) {
    return new EvaluationSettings(
        session, decoding, batchSize, Optional.of(other), bootstrap, probesSilence);
  }

  public EvaluationSettings withBootstrap(Bootstrap other) {
    return new EvaluationSettings(session, decoding, batchSize, normalizer, other, probesSilence);
  }

  /**
   * The language of what a model writes: English if it translates, or else the one asked for; empty
   * if the data is to say.
   */
  Optional<String> textLanguage() {
    return decoding.task() == Task.TRANSLATE ? Optional.of("en") : decoding.language();
  }

  /** How texts are compared, if the normaliser is known. */
  public Scoring scoring() {
    return new Scoring(normalizer.orElseThrow(), textLanguage(), bootstrap);
  }

  public EvaluationSettings probingSilence() {
    return new EvaluationSettings(session, decoding, batchSize, normalizer, bootstrap, true);
  }
}
