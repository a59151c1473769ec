package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * The sizes of OpenAI's vocabularies. They differ by one token each, so that every id of one is an
 * id of the next, with another meaning: {@code <|transcribe|>} of 99 languages is {@code
 * <|translate|>} of 100.
 */
final class WhisperSizes {
  /** English only; 99 languages; 100, with Cantonese. */
  private static final Set<Integer> SIZES = Set.of(51_864, 51_865, 51_866);

  /** From 0.00 to 30.00 s in steps of 0.02 s. */
  private static final int TIMESTAMPS = 1501;

  private WhisperSizes() {}

  /**
   * Checks that in a model of one of these sizes the timestamps, which come last, follow {@code
   * noTimestamps}.
   *
   * @throws SottoException if it is the token of another of them
   */
  static void check(
      Path folder, WhisperConfig config, Optional<Vocabulary> vocabulary, int noTimestamps) {
    int size = config.vocabularySize();
    int implied = noTimestamps + 1 + TIMESTAMPS;
    boolean full = vocabulary.isPresent() && vocabulary.get().size() == size;
    if (SIZES.contains(size) && SIZES.contains(implied) && implied != size && !full) {
      throw SottoException.badInput(
          vocabulary.map(Vocabulary::source).orElse(folder),
          "expected the tokens of a Whisper with %d (\"vocab_size\" in %s), found <|notimestamps|> as"
                  .formatted(size, WhisperConfig.FILE_NAME)
              + " token %d, as one with %d has it; take the tokenizer of this model"
                  .formatted(noTimestamps, implied));
    }
  }
}
