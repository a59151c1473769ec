package dev.sotto.compressor.vocabulary;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.models.whisper.Languages;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecodingTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the tokens that stay must be able to write: texts, languages, what a model writes for
 * speech, or several of these.
 *
 * @param texts files or data sets
 * @param languages their codes
 * @param heard whether what is heard in calibration speech is one of the texts
 */
public record VocabularyRequest(List<Path> texts, List<String> languages, boolean heard) {
  private static final String HEARD = "heard";

  public VocabularyRequest {
    texts = List.copyOf(texts);
    languages = List.copyOf(languages);
  }

  /**
   * Tells texts from languages, and both from what is heard: what lies at that path is a text.
   *
   * @throws SottoException with code USAGE if a word is neither, or a language whose letters are
   *     not known
   */
  public static VocabularyRequest parse(List<String> words) {
    List<Path> texts = new ArrayList<>();
    List<String> languages = new ArrayList<>();
    boolean heard = false;
    for (String word : words) {
      if (word.isBlank()) {
        // As a path it is the folder that the command was started in.
        throw SottoException.usage(
            "expected texts or a language for --keep-vocabulary, found nothing");
      }
      Path path = Path.of(word);
      if (Files.exists(path)) {
        texts.add(path);
        continue;
      }
      if (word.equals(HEARD)) {
        heard = true;
        continue;
      }
      String code =
          Languages.code(word)
              .orElseThrow(
                  () ->
                      SottoException.usage(
                          "expected texts or a language for --keep-vocabulary, found \""
                              + word
                              + "\", which is no file and no language"));
      LanguageLetters.of(code);
      languages.add(code);
    }
    return new VocabularyRequest(texts, languages, heard);
  }

  /**
   * Refuses what cannot be done without speech.
   *
   * @throws SottoException with code USAGE if what is heard is asked for
   */
  public void checkSilent() {
    if (heard) {
      throw SottoException.usage(
          "--keep-vocabulary heard is what the model writes for speech; expected --calibrate, found"
              + " none");
    }
  }

  /**
   * Reads all texts.
   *
   * @throws SottoException if one cannot be read, or the export has no tokenizer
   */
  public void check(ExportFolder export) {
    new VocabularyRequest(texts, languages, false).choose(export, List::of);
  }

  /**
   * Finds the tokens of an export that stay.
   *
   * @param speech clips with their tokens, asked for if what is heard counts
   * @throws SottoException if a text cannot be read, nothing was heard, or the export has no
   *     tokenizer
   */
  public ChosenVocabulary choose(ExportFolder export, Supplier<List<CalibrationClip>> speech) {
    Vocabulary vocabulary = Vocabulary.read(export.folder());
    int size = WhisperConfig.read(export.folder()).vocabularySize();
    TokenClosure kept = new TokenClosure(vocabulary);
    NeededByTexts needed = new NeededByTexts(export.folder());
    if (!texts.isEmpty()) {
      kept.add(needed.byFiles(texts));
    }
    if (heard) {
      kept.add(needed.byClips(speech.get()));
    }
    for (String language : languages) {
      kept.add(new SpelledTokens(LanguageLetters.of(language)).of(vocabulary));
    }
    BitSet ids = kept.ids();
    ids.or(KeptAnyway.of(export.folder(), size, DecodingTokens.read(export.folder())));
    return new ChosenVocabulary(KeptTokens.of(size, ids), told());
  }

  private String told() {
    return Stream.of(
            texts.stream().map(path -> path.getFileName().toString()),
            languages.stream(),
            heard ? Stream.of(HEARD) : Stream.<String>empty())
        .flatMap(Function.identity())
        .collect(Collectors.joining(", "));
  }
}
