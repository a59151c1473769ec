package dev.sotto.eval.text;

import dev.sotto.models.SottoException;
import java.util.List;

/** The normalisers by id. */
public final class Normalizers {
  private static final List<TextNormalizer> ALL =
      List.of(
          new WhisperEnglishNormalizer(),
          new WhisperBasicNormalizer(false, false),
          new WhisperBasicNormalizer(true, false),
          new WhisperBasicNormalizer(false, true),
          new WhisperBasicNormalizer(true, true),
          new MarkPreservingNormalizer(),
          new RawNormalizer());

  private Normalizers() {}

  /**
   * The normaliser called {@code id}.
   *
   * @throws SottoException with code USAGE if there is none
   */
  public static TextNormalizer of(String id) {
    return ALL.stream()
        .filter(normalizer -> normalizer.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                SottoException.usage(
                    "normalizer: expected one of "
                        + String.join(", ", ids())
                        + "; found \""
                        + id
                        + "\""));
  }

  /** Every id, in the order in which help lists them. */
  public static List<String> ids() {
    return ALL.stream().map(TextNormalizer::id).toList();
  }

  /** The default: Whisper's own normaliser for English, one that keeps marks for the rest. */
  public static TextNormalizer suitable(boolean english) {
    return of(english ? "whisper-english" : "mark-preserving");
  }
}
