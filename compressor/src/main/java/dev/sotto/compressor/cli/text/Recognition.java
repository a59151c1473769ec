package dev.sotto.compressor.cli.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.runtime.decode.DecodingTokens;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a model's tokens say that it can hear. A model without them can be taken apart, but not
 * transcribe.
 *
 * @param tokens empty if they are missing or contradict each other
 * @param problem why they cannot be used
 */
public record Recognition(Optional<DecodingTokens> tokens, Optional<String> problem) {

  public static Recognition of(Path folder) {
    try {
      Vocabulary.read(folder);
      return new Recognition(Optional.of(DecodingTokens.read(folder)), Optional.empty());
    } catch (SottoException e) {
      return new Recognition(Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  /** One line without its name. */
  public String text() {
    return tokens.map(Recognition::text).orElse("cannot transcribe: " + problem.orElse(""));
  }

  private static String text(DecodingTokens tokens) {
    String languages =
        tokens.multilingual() ? tokens.languages().size() + " languages" : "English only";
    return languages + (timestamps(tokens) ? ", with timestamps" : ", without timestamps");
  }

  private static boolean timestamps(DecodingTokens tokens) {
    return tokens.control().firstTimestamp().isPresent();
  }

  public void write(ObjectNode json) {
    tokens.ifPresent(
        found -> {
          json.put("multilingual", found.multilingual());
          json.put("languages", found.multilingual() ? found.languages().size() : 1);
          json.put("timestamps", timestamps(found));
        });
    problem.ifPresent(message -> json.put("problem", message));
  }
}
