package dev.sotto.eval.dataset;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What was said and what some recogniser heard.
 *
 * @param id unique among its pairs; the path of the clip or the number of the line where the data
 *     gives none
 * @param reference what was said, not normalised
 * @param hypothesis what was heard, not normalised
 * @param line line of the file, from 1
 */
public record TextPair(
    String id,
    String reference,
    String hypothesis,
    OptionalDouble durationSeconds,
    Optional<String> language,
    Optional<String> speaker,
    int line)
    implements Row {
  public TextPair {
    Objects.requireNonNull(id);
    Objects.requireNonNull(reference);
    Objects.requireNonNull(hypothesis);
    Objects.requireNonNull(durationSeconds);
    Objects.requireNonNull(language);
    Objects.requireNonNull(speaker);
  }

  TextPair withId(String other) {
    return new TextPair(other, reference, hypothesis, durationSeconds, language, speaker, line);
  }

  /** A pair of which nothing else is known, the first of its data. */
  public TextPair(String id, String reference, String hypothesis) {
    this(id, reference, hypothesis, OptionalDouble.empty(), Optional.empty(), Optional.empty(), 1);
  }
}
