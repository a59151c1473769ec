package dev.sotto.models.tokens;

/**
 * How OpenAI's English-only models are told from others. They have GPT-2's vocabulary, and with it
 * its end token; their files list the languages of the others as well, but the models were never
 * shown them. A vocabulary of which tokens were taken has a lower end token, and then the files must
 * say it: {@code "is_multilingual": false}.
 */
public final class EnglishOnly {
  /** The id of GPT-2's {@code <|endoftext|>}. */
  private static final int END = 50_256;

  private EnglishOnly() {}

  /** Whether a model with this end token speaks English only, whatever its files say. */
  public static boolean isTold(int end) {
    return end == END;
  }

  /** Whether a model with this end token speaks English only if its files say so. */
  public static boolean mayBeSaid(int end) {
    return end < END;
  }
}
