package dev.sotto.models.tokens;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;

/**
 * How OpenAI's English-only models are told from others. They have GPT-2's vocabulary, and with it
 * its end token; their files list the languages of the others as well, but the models were never
 * shown them. Where tokens were taken out, the end token is another, and an entry of {@code
 * config.json} tells it instead: {@code "sotto": {"english_only": true}}.
 */
public final class EnglishOnly {
  /** The id of GPT-2's {@code <|endoftext|>}. */
  private static final int END = 50_256;

  private static final String SOTTO = "sotto";
  private static final String ENTRY = "english_only";

  private EnglishOnly() {}

  /**
   * Whether a model is one of these.
   *
   * @param folder of its {@code config.json}
   * @param end the id of its end token
   */
  public static boolean is(Path folder, int end) {
    return end == END
        || JsonFiles.readObject(folder.resolve(WhisperConfig.FILE_NAME))
            .path(SOTTO)
            .path(ENTRY)
            .asBoolean();
  }

  /** Has {@code config.json} tell it. */
  public static void declare(ObjectNode config) {
    ObjectNode sotto =
        config.path(SOTTO) instanceof ObjectNode there ? there : config.putObject(SOTTO);
    sotto.put(ENTRY, true);
  }
}
