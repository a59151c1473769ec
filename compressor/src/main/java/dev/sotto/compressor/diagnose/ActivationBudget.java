package dev.sotto.compressor.diagnose;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.WhisperConfig;

/**
 * Heap that the activations of one normalisation may take. Those of all clips are held at once,
 * since every pair of clips meets.
 */
record ActivationBudget(long bytes) {
  private static final long MEGABYTE = 1_000_000;

  /** Half of what Java may use; the other half is for copies of one clip's values. */
  static ActivationBudget ofThisMachine() {
    return new ActivationBudget(Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * Checks that clips can be compared.
   *
   * @param tokens positions of the encoder, or of the decoder, of all clips together
   * @throws SottoException if the budget does not suffice
   */
  void check(WhisperConfig config, int clips, long tokens) {
    long needed = tokens * config.modelDim() * Float.BYTES;
    if (needed > bytes) {
      throw SottoException.badInput(
          "diagnosis",
          "%d clips need %d MB for what one normalisation gives, and %d MB may be used; lower --clips or give Java more (SOTTO_JAVA_OPTS=-Xmx8g)"
              .formatted(clips, megabytes(needed), bytes / MEGABYTE));
    }
  }

  private static long megabytes(long count) {
    return (count + MEGABYTE - 1) / MEGABYTE;
  }
}
