package dev.sotto.eval.text;

import java.util.Optional;

/** Rewrites a reference and a hypothesis so that only differences that count remain. */
public interface TextNormalizer {
  /** The name that is reported with every figure; {@link Normalizers#of} takes it back. */
  String id();

  /** The normalised text. Thread-safe. */
  String normalize(String text);

  /**
   * This normaliser for texts in one language, under the same id: letters have other lower cases in
   * Turkish than in English. Those of OpenAI's package know of no language and stay as they are.
   *
   * @param language as {@link dev.sotto.models.whisper.Languages} knows it; empty if not known
   */
  default TextNormalizer forLanguage(Optional<String> language) {
    return this;
  }

  /**
   * Whether it puts spaces between letters, so that a space in what it gives says nothing of the
   * text.
   */
  default boolean splitsLetters() {
    return false;
  }
}
