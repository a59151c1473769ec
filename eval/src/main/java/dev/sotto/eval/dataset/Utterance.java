package dev.sotto.eval.dataset;

import dev.sotto.runtime.audio.AudioPart;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One clip and what is said in it.
 *
 * @param id unique in its data set and the same on every machine
 * @param audio the clip, or the part of a recording
 * @param reference what is said, as transcribed, not normalised; may be empty for silence
 * @param durationSeconds what the data says; the clip may differ
 * @param language as the data says, normally a code such as {@code hi}
 * @param speaker as the data says
 * @param line line of the manifest or table, from 1
 */
public record Utterance(
    String id,
    AudioPart audio,
    String reference,
    OptionalDouble durationSeconds,
    Optional<String> language,
    Optional<String> speaker,
    int line)
    implements Row {
  public Utterance {
    Objects.requireNonNull(id);
    Objects.requireNonNull(audio);
    Objects.requireNonNull(reference);
    Objects.requireNonNull(durationSeconds);
    Objects.requireNonNull(language);
    Objects.requireNonNull(speaker);
  }

  /** A whole clip whose length and language the data does not say. */
  public Utterance(String id, Path clip, String reference, Optional<String> speaker, int line) {
    this(
        id,
        AudioPart.whole(clip),
        reference,
        OptionalDouble.empty(),
        Optional.empty(),
        speaker,
        line);
  }

  public Utterance withId(String other) {
    return new Utterance(other, audio, reference, durationSeconds, language, speaker, line);
  }

  public Utterance withDuration(double seconds) {
    return new Utterance(id, audio, reference, OptionalDouble.of(seconds), language, speaker, line);
  }
}
