package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.Languages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that every decoding starts with: {@code start, language, task, notimestamps}, of which
 * an English-only model knows the first and the last. The last is left out where timestamps are
 * wanted.
 */
public final class Prompts {
  private final DecodingTokens tokens;
  private final DecodingOptions options;

  /**
   * Prompts for one way to decode.
   *
   * @throws SottoException if the model does not know the language or the task, or has no
   *     timestamps and is asked for some
   */
  public Prompts(DecodingTokens tokens, DecodingOptions options) {
    this.tokens = tokens;
    this.options = options;
    if (options.prompting().timestamps() && tokens.control().firstTimestamp().isEmpty()) {
      throw SottoException.usage(
          "expected a model with timestamps, found one without; do without timestamps");
    }
    if (tokens.multilingual()) {
      language();
      task();
      return;
    }
    String language = options.language().orElse("en");
    if (!language.equals("en") || options.task() != Task.TRANSCRIBE) {
      throw SottoException.usage(
          "expected language en and task transcribe, found %s and %s; this model knows English only"
              .formatted(language, options.task().key()));
    }
  }

  /** The language token that was asked for; empty if it is to be detected. */
  public Optional<String> language() {
    Optional<String> language =
        options.language().flatMap(asked -> Languages.token(tokens.languages().keySet(), asked));
    if (options.language().isPresent() && language.isEmpty()) {
      throw SottoException.usage(
          "expected one of the %d languages that the model knows, such as en, found \"%s\""
              .formatted(tokens.languages().size(), options.language().get()));
    }
    return language;
  }

  private int task() {
    Integer task = tokens.tasks().get(options.task().key());
    if (task == null) {
      throw SottoException.usage(
          "expected a task that the model knows, found %s, for which it has no token <|%s|>"
              .formatted(options.task().key(), options.task().key()));
    }
    return task;
  }

  /** The language token of each utterance: as asked for or detected; empty for English-only. */
  public List<Optional<String>> languages(WhisperRunner runner, EncodedAudio audio) {
    if (!tokens.multilingual()) {
      return Collections.nCopies(audio.size(), Optional.empty());
    }
    Optional<String> given = language();
    if (given.isPresent()) {
      return Collections.nCopies(audio.size(), given);
    }
    List<Optional<String>> likeliest = new ArrayList<>();
    for (Map<String, Double> probabilities : new LanguageDetector(runner).detect(audio)) {
      likeliest.add(
          probabilities.entrySet().stream()
              .max(Comparator.comparingDouble(Map.Entry::getValue))
              .map(Map.Entry::getKey));
    }
    return likeliest;
  }

  /** The tokens for one language, such as {@code <|en|>}; none for an English-only model. */
  public List<Integer> prompt(Optional<String> language) {
    List<Integer> prompt = new ArrayList<>();
    prompt.add(tokens.control().start());
    language.ifPresent(
        token -> {
          prompt.add(tokens.languages().get(token));
          prompt.add(task());
        });
    if (!options.prompting().timestamps()) {
      tokens.control().noTimestamps().ifPresent(prompt::add);
    }
    return prompt;
  }
}
