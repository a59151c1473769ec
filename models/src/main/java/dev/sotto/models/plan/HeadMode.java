package dev.sotto.models.plan;

import java.util.stream.IntStream;

/** How freely head counts may differ. */
public enum HeadMode {
  /**
   * One count for the encoder and one for the decoder, the same for self- and cross-attention:
   * runners that size their caches from config.json need that.
   */
  UNIFORM,
  /**
   * As uniform, and either count divides {@code d_model}: for runners that size the width of a head
   * from config.json without rounding, too.
   */
  PORTABLE,
  /** Any count in any attention, for runners that read the caches' declared shapes. */
  FREE;

  /** Whether all attentions of a stack have one number of heads. */
  public boolean isEven() {
    return this != FREE;
  }

  /** Whether attentions of a model of width {@code modelDim} may all be left with {@code heads}. */
  public boolean allows(int heads, int modelDim) {
    return this != PORTABLE || modelDim % heads == 0;
  }

  /**
   * How many heads stay where {@code kept} would: the next number that is allowed, or the greatest
   * where there is none up to {@code heads}.
   *
   * @param kept at least 1
   * @param heads how many there are
   */
  public int keeping(int kept, int heads, int modelDim) {
    return IntStream.concat(
            IntStream.rangeClosed(kept, heads),
            IntStream.iterate(kept - 1, fewer -> fewer >= 1, fewer -> fewer - 1))
        .filter(count -> allows(count, modelDim))
        .findFirst()
        .orElse(1);
  }
}
