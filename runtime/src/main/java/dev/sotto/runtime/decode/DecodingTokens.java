package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model's tokens mean to its decoder, and with it what the model is. All ids are below the
 * vocabulary size that config.json states.
 *
 * @param languages language token text such as {@code <|en|>} to its id; empty for an English-only
 *     model
 * @param tasks {@code transcribe} and {@code translate} to their ids; empty for an English-only
 *     model
 * @param suppressedTokens ids that are never written
 * @param suppressedAtBegin ids that no text begins with
 * @param maxLength most tokens of a sequence, the prompt included
 */
public record DecodingTokens(
    ControlTokens control,
    Map<String, Integer> languages,
    Map<String, Integer> tasks,
    List<Integer> suppressedTokens,
    List<Integer> suppressedAtBegin,
    int maxLength) {

  public DecodingTokens {
    languages = Collections.unmodifiableMap(new LinkedHashMap<>(languages));
    tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    suppressedTokens = List.copyOf(suppressedTokens);
    suppressedAtBegin = List.copyOf(suppressedAtBegin);
  }

  /**
   * Finds them out for an export folder: from its vocabulary, and where that is silent or missing
   * from its configurations.
   *
   * @throws SottoException if a file is malformed, two of them contradict each other, an id is
   *     outside the model's vocabulary, or no file has a token that is needed
   */
  public static DecodingTokens read(Path folder) {
    return DecodingTokensReader.read(folder);
  }

  /** Whether the model knows several languages, and is told or finds out which is spoken. */
  public boolean multilingual() {
    return !languages.isEmpty();
  }

  /** Whether a token says when, not what. */
  public boolean isTimestamp(int token) {
    return token >= control.firstTimestamp().orElse(Integer.MAX_VALUE);
  }

  /** What says what was spoken, in its order. */
  public List<Integer> withoutTimestamps(List<Integer> written) {
    return written.stream().filter(token -> !isTimestamp(token)).toList();
  }
}
