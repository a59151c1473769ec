package dev.sotto.eval.result;

import dev.sotto.eval.dataset.Selection;
import dev.sotto.eval.dataset.pairs.PairForm;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Which data a result speaks of.
 *
 * @param utterances how many were measured
 * @param audioSeconds of all clips, as they were read; empty where only texts were
 * @param fingerprint see {@link dev.sotto.eval.dataset.Dataset#fingerprint()}
 * @param selection which part of the data was measured
 * @param form as which texts that another recogniser wrote were read; empty for recordings
 */
public record DataIdentity(
    String name,
    int utterances,
    OptionalDouble audioSeconds,
    String fingerprint,
    Selection selection,
    Optional<PairForm> form) {
  public DataIdentity {
    Objects.requireNonNull(audioSeconds);
    Objects.requireNonNull(selection);
    Objects.requireNonNull(form);
    if (utterances < 0 || !(audioSeconds.orElse(0) >= 0)) {
      throw new IllegalArgumentException(
          "expected utterances and their seconds from 0, found %d and %s"
              .formatted(utterances, audioSeconds.orElse(0)));
    }
  }
}
