package dev.sotto.compressor.label;

import dev.sotto.eval.dataset.Clip;
import java.util.Optional;

/** What became of a clip. */
public sealed interface Judgement {
  Clip clip();

  /** It is missing, damaged or no audio, as {@code problem} says in one line. */
  record Unreadable(Clip clip, String problem) implements Judgement {}

  /** Its text was there already. */
  record Given(Clip clip) implements Judgement {}

  /** What was heard is its text from now on; it lasts {@code seconds}. */
  record Kept(Clip clip, double seconds, Hypothesis hypothesis) implements Judgement {}

  /**
   * It gets no text.
   *
   * @param hypothesis what was heard; nothing of a clip that was too long to be heard
   */
  record Dropped(Clip clip, double seconds, Reason reason, Optional<Hypothesis> hypothesis)
      implements Judgement {}
}
