package dev.sotto.runtime.decode;

/**
 * How long each stage took, in nanoseconds of wall time.
 *
 * @param featureNanos log-mel windows
 * @param encoderNanos the encoder
 * @param promptNanos the decoder on the prompt, and on the start token where the language is
 *     detected: mostly the keys and values of the cross-attention, the same for each window
 *     whatever is said in it
 * @param stepNanos the decoder on the tokens after the prompt: grows with the text
 */
public record StageTimes(long featureNanos, long encoderNanos, long promptNanos, long stepNanos) {

  public static final StageTimes NONE = new StageTimes(0, 0, 0, 0);

  public StageTimes plus(StageTimes other) {
    return new StageTimes(
        featureNanos + other.featureNanos,
        encoderNanos + other.encoderNanos,
        promptNanos + other.promptNanos,
        stepNanos + other.stepNanos);
  }

  public long decoderNanos() {
    return promptNanos + stepNanos;
  }

  public long totalNanos() {
    return featureNanos + encoderNanos + decoderNanos();
  }
}
