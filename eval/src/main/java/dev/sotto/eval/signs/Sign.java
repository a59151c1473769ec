package dev.sotto.eval.signs;

import dev.sotto.eval.wer.Measure;
import java.util.List;

/** One sign, as a figure that can be limited. */
public enum Sign {
  INSERTION_RATE("insertion-rate", "%s inserted"),
  LOOPS("loops", "utterances that repeat themselves"),
  EMPTY("empty", "nothing heard where something was said"),
  INVENTED("invented", "something heard where nothing was said");

  private final String key;
  private final String label;

  Sign(String key, String label) {
    this.key = key;
    this.label = label;
  }

  /** How options and machine-readable results call it. */
  public String key() {
    return key;
  }

  /**
   * How tables call it.
   *
   * @param measure of the utterances
   */
  public String label(Measure measure) {
    return label.formatted(measure.key());
  }

  /**
   * Whether the figure is a number of utterances; else it is a fraction of the words or characters
   * said.
   */
  public boolean counts() {
    return this != INSERTION_RATE;
  }

  public double of(HallucinationSigns signs) {
    return counts() ? utterances(signs).size() : signs.insertionRate();
  }

  /** The ids of the utterances that show the sign; none for a rate of all of them. */
  public List<String> utterances(HallucinationSigns signs) {
    return switch (this) {
      case INSERTION_RATE -> List.of();
      case LOOPS -> signs.loops();
      case EMPTY -> signs.empty();
      case INVENTED -> signs.invented();
    };
  }
}
