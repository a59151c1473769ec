package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.AudioContext;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * How much of a window the encoder is asked to work through.
 *
 * @param fitted whether windows are as long as what is said in them, where the model takes such
 * @param margin seconds of silence behind the sound; empty for what the model needs
 */
public record ContextChoice(boolean fitted, OptionalDouble margin) {
  /** As long as what is said, where the model takes such windows. */
  public static final ContextChoice AUTO = new ContextChoice(true, OptionalDouble.empty());

  /** Whole windows. */
  public static final ContextChoice WHOLE = new ContextChoice(false, OptionalDouble.empty());

  /**
   * Reads {@code auto}, {@code whole} or the seconds of the margin.
   *
   * @throws SottoException with code USAGE if it is none of these
   */
  public static ContextChoice parse(String text) {
    return switch (text) {
      case "auto" -> AUTO;
      case "whole" -> WHOLE;
      default -> new ContextChoice(true, OptionalDouble.of(seconds(text)));
    };
  }

  private static double seconds(String text) {
    double margin;
    try {
      margin = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      margin = Double.NaN;
    }
    SottoException.require(
        margin >= 0 && margin <= AudioContext.MOST_SECONDS,
        "auto, whole, or the seconds of silence behind the sound, from 0 to 30, for --windows",
        text);
    return margin;
  }

  /** What {@link #parse} reads. */
  @Override
  public String toString() {
    if (!fitted) {
      return "whole";
    }
    return margin.isPresent() ? String.format(Locale.ROOT, "%s", margin.getAsDouble()) : "auto";
  }
}
