package dev.sotto.compressor.compress;

import java.util.Locale;
import java.util.Objects;

/**
 * How a smaller model repeats itself and makes words up, beside the dense one on the same clips.
 *
 * @param looping whether {@link LoopGuard}'s rule takes that for a model that loops
 * @param clips how many were heard
 * @param said words, or characters where there are none, in their references
 * @param dense what the dense model did
 * @param candidate what the smaller one did
 * @param worst the clip that shows it best
 */
public record LoopEvidence(
    boolean looping, int clips, long said, Signs dense, Signs candidate, Worst worst) {

  public LoopEvidence {
    Objects.requireNonNull(dense);
    Objects.requireNonNull(candidate);
    Objects.requireNonNull(worst);
  }

  /**
   * What one model did.
   *
   * @param repeating clips whose text repeats itself as the reference does not
   * @param inserted words that nobody said
   */
  public record Signs(int repeating, long inserted) {}

  /**
   * A clip.
   *
   * @param excerpt how what the smaller model heard begins
   * @param inserted words that nobody said
   * @param compressionRatio how many times smaller zlib makes what was heard
   */
  public record Worst(String id, String excerpt, long inserted, double compressionRatio) {}

  /** One line, without a full stop. */
  public String told() {
    return String.format(
        Locale.ROOT,
        "%d of %d clips repeat themselves (dense %d), %d words inserted in %d (dense %d); worst"
            + " %s: %d inserted, compression ratio %.1f, \"%s\"",
        candidate.repeating,
        clips,
        dense.repeating,
        candidate.inserted,
        said,
        dense.inserted,
        worst.id,
        worst.inserted,
        worst.compressionRatio,
        worst.excerpt);
  }
}
