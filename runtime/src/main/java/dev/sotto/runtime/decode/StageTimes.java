package dev.sotto.runtime.decode;

/** How long each stage took, in nanoseconds of wall time. */
public record StageTimes(long featureNanos, long encoderNanos, long decoderNanos) {

  public static final StageTimes NONE = new StageTimes(0, 0, 0);

  public StageTimes plus(StageTimes other) {
    return new StageTimes(
        featureNanos + other.featureNanos,
        encoderNanos + other.encoderNanos,
        decoderNanos + other.decoderNanos);
  }

  public long totalNanos() {
    return featureNanos + encoderNanos + decoderNanos;
  }
}
