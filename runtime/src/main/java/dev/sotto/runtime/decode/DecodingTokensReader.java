package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.tokens.EnglishOnly;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.GenerationConfig;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads {@link DecodingTokens} from the files of a folder. */
final class DecodingTokensReader {
  private static final String START = "<|startoftranscript|>";
  private static final String END = "<|endoftext|>";
  private static final String NO_TIMESTAMPS = "<|notimestamps|>";
  private static final String TRANSCRIBE = "<|transcribe|>";
  private static final Pattern LANGUAGE = Pattern.compile("<\\|[a-z]{2,3}\\|>");

  private final Path folder;
  private final Optional<Vocabulary> vocabulary;
  private final GenerationConfig stated;
  private final WhisperConfig config;
  private final KnownTokens known;

  private DecodingTokensReader(Path folder) {
    this.folder = folder;
    this.config = WhisperConfig.read(folder);
    this.stated = GenerationConfig.read(folder);
    this.vocabulary = Vocabulary.find(folder);
    this.known = new KnownTokens(config.vocabularySize(), vocabulary);
    stated.tokens().forEach(known::add);
  }

  static DecodingTokens read(Path folder) {
    return new DecodingTokensReader(folder).tokens();
  }

  private DecodingTokens tokens() {
    ControlTokens control = control();
    Map<String, Integer> languages = languages(control);
    Map<String, Integer> tasks = new LinkedHashMap<>();
    if (!languages.isEmpty()) {
      tasks.put(Task.TRANSCRIBE.key(), required(TRANSCRIBE, "\"task_to_id\""));
      known.id("<|translate|>").ifPresent(id -> tasks.put(Task.TRANSLATE.key(), id));
    }
    stated.forced().forEach(this::checkForced);
    UsualSuppression usual = new UsualSuppression(vocabulary, control);
    return new DecodingTokens(
        control,
        languages,
        tasks,
        inRange("suppress_tokens", stated.suppressedTokens().orElseGet(usual::tokens)),
        inRange("begin_suppress_tokens", stated.suppressedAtBegin().orElseGet(usual::atBegin)),
        stated.maxLength().orElse(config.maxTargetPositions()));
  }

  private ControlTokens control() {
    int start = required(START, "\"decoder_start_token_id\"");
    int end = required(END, "\"eos_token_id\"");
    OptionalInt noTimestamps = known.id(NO_TIMESTAMPS);
    if (noTimestamps.isEmpty() && vocabulary.isPresent() && !known.inVocabulary(START)) {
      required(NO_TIMESTAMPS, "\"no_timestamps_token_id\"");
    }
    noTimestamps.ifPresent(id -> WhisperSizes.check(folder, config, vocabulary, id));
    return new ControlTokens(
        start, end, noTimestamps, noSpeech(noTimestamps), firstTimestamp(noTimestamps));
  }

  private int required(String token, String field) {
    return known
        .id(token)
        .orElseThrow(
            () ->
                SottoException.badInput(
                    folder,
                    "expected the control token "
                        + token
                        + " in tokenizer.json or added_tokens.json, or "
                        + field
                        + " in "
                        + GenerationConfig.FILE_NAME
                        + ", found neither; copy these files from the model that this one was made"
                        + " from"));
  }

  /** Every Whisper vocabulary has the no-speech token right before the one for no timestamps. */
  private OptionalInt noSpeech(OptionalInt noTimestamps) {
    OptionalInt named = known.id("<|nospeech|>");
    named = named.isPresent() ? named : known.id("<|nocaptions|>");
    if (named.isPresent() || noTimestamps.isEmpty()) {
      return named;
    }
    return known.unnamed(noTimestamps.getAsInt() - 1);
  }

  /** Timestamps follow; some files leave them out though the model has them. */
  private OptionalInt firstTimestamp(OptionalInt noTimestamps) {
    OptionalInt named = known.id("<|0.00|>");
    return named.isPresent() || noTimestamps.isEmpty()
        ? named
        : known.unnamed(noTimestamps.getAsInt() + 1);
  }

  private Map<String, Integer> languages(ControlTokens control) {
    Map<String, Integer> languages = new LinkedHashMap<>();
    known.all().entrySet().stream()
        .filter(token -> LANGUAGE.matcher(token.getKey()).matches())
        .sorted(Comparator.comparing(Map.Entry::getValue))
        .forEach(token -> languages.put(token.getKey(), token.getValue()));
    boolean onlyStated = !known.inVocabulary(START);
    boolean saidEnglish = stated.multilingual().equals(Optional.of(false));
    if (EnglishOnly.is(folder, control.end()) || (onlyStated && saidEnglish)) {
      languages.clear();
    }
    if (stated.multilingual().orElse(!languages.isEmpty()) == languages.isEmpty()) {
      throw SottoException.badInput(
          folder,
          "expected \"is_multilingual\" to say what the vocabulary has, found it %s and %s; correct"
                  .formatted(
                      stated.multilingual().get(),
                      languages.isEmpty()
                          ? "the vocabulary of an English-only model"
                          : "one of " + languages.size() + " languages")
              + " it in "
              + GenerationConfig.FILE_NAME
              + " or remove it");
    }
    return languages;
  }

  /** A prompt that was stated token by token has tokens of the kinds that prompts have. */
  private void checkForced(int id) {
    Optional<String> token = known.token(id);
    boolean fits =
        token.isEmpty()
            ? vocabulary.isEmpty() && id < config.vocabularySize()
            : LANGUAGE.matcher(token.get()).matches()
                || List.of(TRANSCRIBE, "<|translate|>", NO_TIMESTAMPS).contains(token.get());
    if (!fits) {
      throw SottoException.badInput(
          folder,
          "expected a language, a task or <|notimestamps|> for each of \"forced_decoder_ids\", found"
              + " %d, which the vocabulary has as %s; remove the field, it is of another model"
                  .formatted(id, token.orElse("none")));
    }
  }

  private List<Integer> inRange(String field, List<Integer> ids) {
    ids.stream()
        .filter(id -> id >= config.vocabularySize())
        .findFirst()
        .ifPresent(
            id -> {
              throw SottoException.badInput(
                  folder,
                  "expected \"%s\" below the vocabulary's %d, found %d"
                      .formatted(field, config.vocabularySize(), id));
            });
    return ids;
  }
}
