package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.Languages;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens that every decoding starts with: {@code start, language, task, notimestamps}, of which
 * an English-only model knows the first and the last.
 */
public final class Prompts {
  private final GenerationConfig generation;
  private final DecodingOptions options;

  /**
   * Prompts for one way to decode.
   *
   * @throws SottoException if the model does not know the language or the task
   */
  public Prompts(GenerationConfig generation, DecodingOptions options) {
    this.generation = generation;
    this.options = options;
    if (generation.multilingual()) {
      language();
      task();
      return;
    }
    String language = options.language().orElse("en");
    if (!language.equals("en") || options.task() != Task.TRANSCRIBE) {
      throw new SottoException(
          Code.USAGE,
          "expected language en and task transcribe, found "
              + language
              + " and "
              + options.task().key()
              + "; this model knows English only");
    }
  }

  /** The language token that was asked for; empty if it is to be detected. */
  public Optional<String> language() {
    if (generation.languages().isEmpty()) {
      throw SottoException.badInput(
          GenerationConfig.FILE_NAME,
          "expected \"lang_to_id\" for a multilingual model, found none");
    }
    Optional<String> language =
        options
            .language()
            .flatMap(asked -> Languages.token(generation.languages().keySet(), asked));
    if (options.language().isPresent() && language.isEmpty()) {
      throw new SottoException(
          Code.USAGE,
          "expected one of the %d languages under \"lang_to_id\" in %s, such as en, found \"%s\""
              .formatted(
                  generation.languages().size(),
                  GenerationConfig.FILE_NAME,
                  options.language().get()));
    }
    return language;
  }

  private int task() {
    Integer task = generation.tasks().get(options.task().key());
    if (task == null) {
      throw SottoException.badInput(
          GenerationConfig.FILE_NAME,
          "expected \"" + options.task().key() + "\" under \"task_to_id\", found none");
    }
    return task;
  }

  /** The language token of each utterance: as asked for or detected; empty for English-only. */
  List<Optional<String>> languages(WhisperRunner runner, EncodedAudio audio) {
    if (!generation.multilingual()) {
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
    prompt.add(generation.decoderStartToken());
    language.ifPresent(
        token -> {
          prompt.add(generation.languages().get(token));
          prompt.add(task());
        });
    generation.noTimestampsToken().ifPresent(prompt::add);
    return prompt;
  }
}
