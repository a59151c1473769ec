package dev.sotto.runtime.audio;

import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A recording, or the part of one that is meant.
 *
 * @param file the recording
 * @param start where the part begins, in seconds
 * @param seconds how long it is; empty for all that follows
 */
public record AudioPart(Path file, double start, OptionalDouble seconds) {
  private static final MathContext DIGITS = new MathContext(12);

  private static final double MOST_PLAIN = 1e9;

  public AudioPart {
    Objects.requireNonNull(file);
    if (!(start >= 0 && seconds.orElse(1) > 0)) {
      throw new IllegalArgumentException(
          "expected a start from 0 and a length above 0, received " + start + " and " + seconds);
    }
  }

  /** All of a recording. */
  public static AudioPart whole(Path file) {
    return new AudioPart(file, 0, OptionalDouble.empty());
  }

  public boolean isWhole() {
    return start == 0 && seconds.isEmpty();
  }

  /** Whether some sound belongs to both. */
  public boolean overlaps(AudioPart other) {
    return file.equals(other.file) && start < other.end() && other.start < end();
  }

  private double end() {
    return start + seconds.orElse(Double.POSITIVE_INFINITY);
  }

  /** The same part of the recording at another place. */
  public AudioPart in(Path other) {
    return new AudioPart(other, start, seconds);
  }

  /** Where in the file it lies, as {@code @0.5+1.25}; nothing for all of it. */
  public String mark() {
    return isWhole()
        ? ""
        : "@" + plain(start) + (seconds.isPresent() ? "+" + plain(seconds.getAsDouble()) : "");
  }

  private static String plain(double value) {
    BigDecimal rounded = new BigDecimal(value, DIGITS).stripTrailingZeros();
    return value == 0 ? "0" : value < MOST_PLAIN ? rounded.toPlainString() : rounded.toString();
  }

  /** The first sample of the part, at {@code rate} samples per second. */
  long firstSample(int rate) {
    return Math.round(start * rate);
  }

  /** The sample after the last one; {@link Long#MAX_VALUE} for all that follow. */
  long endSample(int rate) {
    if (seconds.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long first = firstSample(rate);
    long count = Math.round(seconds.getAsDouble() * rate);
    return count >= Long.MAX_VALUE - first ? Long.MAX_VALUE - 1 : first + count;
  }

  @Override
  public String toString() {
    return file + mark();
  }
}
