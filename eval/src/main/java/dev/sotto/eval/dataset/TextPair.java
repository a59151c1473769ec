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

  public TextPair withId(String other) {
    return new TextPair(other, reference, hypothesis, durationSeconds, language, speaker, line);
  }

  /** The same reference beside what another recogniser heard. */
  public TextPair withHypothesis(String other) {
    return new TextPair(id, reference, other, durationSeconds, language, speaker, line);
  }

  /** The same texts in {@code other}; empty if their language is not known. */
  public TextPair withLanguage(Optional<String> other) {
    return new TextPair(id, reference, hypothesis, durationSeconds, other, speaker, line);
  }

  /** A pair of which no more than its language is known, the first of its data. */
  public TextPair(String id, String reference, String hypothesis, Optional<String> language) {
    this(id, reference, hypothesis, OptionalDouble.empty(), language, Optional.empty(), 1);
  }

  /** A pair in line {@code line} of which nothing else is known. */
  public TextPair(String id, String reference, String hypothesis, int line) {
    this(
        id,
        reference,
        hypothesis,
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty(),
        line);
  }

  /** A pair of which nothing else is known, the first of its data. */
  public TextPair(String id, String reference, String hypothesis) {
    this(id, reference, hypothesis, Optional.empty());
  }
}
