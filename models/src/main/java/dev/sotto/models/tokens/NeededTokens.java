package dev.sotto.models.tokens;

import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens without which a model is broken: what stands for single bytes, by which any text can
 * be written; control tokens; those that configurations name; and those that nobody names, such as
 * timestamps, which many tokenizers leave out. Only other symbols, of more bytes, may leave.
 */
public final class NeededTokens {
  private NeededTokens() {}

  /**
   * The ids of those of an export. Where it has no tokenizer, only what configurations name is
   * known to be needed.
   *
   * @param folder of its JSON files
   * @param size tokens that it scores
   * @throws dev.sotto.models.SottoException if a file cannot be read
   */
  public static BitSet of(Path folder, int size) {
    BitSet needed = new BitSet();
    for (String name : List.of(WhisperConfig.FILE_NAME, GenerationConfig.FILE_NAME)) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        needed.or(TokenFields.named(JsonFiles.readObject(file)));
      }
    }
    Optional<Vocabulary> vocabulary = Vocabulary.find(folder);
    if (vocabulary.isPresent()) {
      BitSet others = new BitSet();
      for (Map.Entry<String, Integer> symbol : vocabulary.get().symbols().entrySet()) {
        if (symbol.getKey().length() > 1) {
          others.set(symbol.getValue());
        }
      }
      others.flip(0, size);
      needed.or(others);
    }
    needed.clear(size, Math.max(size, needed.length()));
    return needed;
  }
}
