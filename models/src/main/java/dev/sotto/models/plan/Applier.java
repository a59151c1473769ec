package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.rewrite.Structure;

/** Does one edit: asked first, then told what the result must be, then let change the graphs. */
public interface Applier {

  /**
   * What an edit meets.
   *
   * @param dense the model before all edits
   * @param heads what the plan promises of heads
   * @param structure what the edits before leave of it
   */
  record Subject(WhisperModel dense, HeadMode heads, Structure structure) {}

  /**
   * Refuses what cannot be done, before anything is changed or written.
   *
   * @throws SottoException saying why
   */
  void requires(Subject subject);

  /** What the result must be: that is what will be written is held against. */
  Structure ensures(Structure before);

  /** Whether it can change weights that are stored as something smaller, as they are stored. */
  default boolean takesQuantised() {
    return false;
  }

  /** Changes the draft. */
  void apply(Draft draft);
}
