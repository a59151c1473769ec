package dev.sotto.compressor.quantize;

import dev.sotto.compressor.search.WerCeiling;
import dev.sotto.models.SottoException;
import java.util.Optional;

/**
 * What is asked of number formats: to be chosen in some way, or to be the smallest under a ceiling
 * of the error rate.
 *
 * @param formats how they are chosen; empty for a ceiling, or for none
 * @param ceiling empty unless it is one
 */
public record FormatGoal(Optional<FormatRequest> formats, Optional<WerCeiling> ceiling) {
  /** Numbers stay as they are. */
  public static final FormatGoal NONE = new FormatGoal(Optional.empty(), Optional.empty());

  /** What {@link #of} reads, for messages. */
  public static final String LABEL = FormatRequest.LABEL + "|wer=+POINTS";

  private static final String CEILING = WerCeiling.KEY + "=";

  /**
   * Reads what {@link FormatRequest#of} does, or a ceiling, such as {@code wer=+0.5}.
   *
   * @throws SottoException if it is neither
   */
  public static FormatGoal of(String text) {
    if (!text.startsWith(CEILING)) {
      return new FormatGoal(Optional.of(FormatRequest.of(text)), Optional.empty());
    }
    WerCeiling ceiling =
        WerCeiling.parse(text.substring(CEILING.length()))
            .orElseThrow(
                () ->
                    SottoException.usage(
                        "expected a ceiling such as wer=+0.5, found '" + text + "'"));
    return new FormatGoal(Optional.empty(), Optional.of(ceiling));
  }

  /** Whether nothing is asked for. */
  public boolean isNone() {
    return formats.isEmpty() && ceiling.isEmpty();
  }
}
