package dev.sotto.eval.result;

import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.probe.HallucinationProbe;
import dev.sotto.runtime.decode.DecodingOptions;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.transcribe.Transcriber;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How a model was run, and what is known of a model only if it was.
 *
 * @param decoding with the language if the model was told one
 * @param speed measured in a fresh process
 * @param encoderFlops of the encoder for a clip, the mean of all: less than for a whole window
 *     where its windows are as long as the sound; empty where they cannot be told
 * @param probe what was heard in silence and noise, if that was asked for
 */
public record ModelRun(
    SessionSettings session,
    DecodingOptions decoding,
    int batchSize,
    Measurement speed,
    OptionalDouble encoderFlops,
    Optional<HallucinationProbe> probe) {
  public ModelRun {
    Objects.requireNonNull(session);
    Objects.requireNonNull(decoding);
    Transcriber.checkBatchSize(batchSize);
    Objects.requireNonNull(speed);
    Objects.requireNonNull(encoderFlops);
    Objects.requireNonNull(probe);
  }

  public ModelRun(
      EvaluationSettings settings,
      Measurement speed,
      OptionalDouble encoderFlops,
      Optional<HallucinationProbe> probe) {
    this(settings.session(), settings.decoding(), settings.batchSize(), speed, encoderFlops, probe);
  }
}
