package dev.sotto.compressor.vocabulary;

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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the tokens that stay must be able to write: texts, languages, or both.
 *
 * @param texts files or data sets
 * @param languages their codes
 */
public record VocabularyRequest(List<Path> texts, List<String> languages) {
  public VocabularyRequest {
    texts = List.copyOf(texts);
    languages = List.copyOf(languages);
  }

  /**
   * Tells texts from languages: what lies at that path is a text.
   *
   * @throws SottoException with code USAGE if a word is neither, or a language whose letters are
   *     not known
   */
  public static VocabularyRequest parse(List<String> words) {
    List<Path> texts = new ArrayList<>();
    List<String> languages = new ArrayList<>();
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
    return new VocabularyRequest(texts, languages);
  }

  /**
   * Finds the tokens of an export that stay.
   *
   * @throws SottoException if a text cannot be read, or the export has no tokenizer
   */
  public ChosenVocabulary choose(ExportFolder export) {
    Vocabulary vocabulary = Vocabulary.read(export.folder());
    int size = WhisperConfig.read(export.folder()).vocabularySize();
    TokenClosure kept = new TokenClosure(vocabulary);
    if (!texts.isEmpty()) {
      kept.add(new NeededByTexts(export.folder()).tokens(texts));
    }
    for (String language : languages) {
      kept.add(new SpelledTokens(LanguageLetters.of(language)).of(vocabulary));
    }
    BitSet ids = kept.ids();
    ids.or(KeptAnyway.of(export.folder(), size, DecodingTokens.read(export.folder())));
    return new ChosenVocabulary(KeptTokens.of(size, ids), told());
  }

  private String told() {
    return Stream.concat(
            texts.stream().map(path -> path.getFileName().toString()), languages.stream())
        .collect(Collectors.joining(", "));
  }
}
