package dev.sotto.models.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.tokens.Vocabulary.Merge;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that {@code tokenizer.json} is made from, as a model has them that was trained with
 * Hugging Face's tokenizer in Python: symbols in {@code vocab.json}, merges in {@code merges.txt},
 * control tokens in {@code added_tokens.json} and {@code tokenizer_config.json}, either of which
 * may be missing.
 */
final class VocabularyFiles {
  static final String VOCABULARY = "vocab.json";
  private static final String MERGES = "merges.txt";
  private static final String ADDED = "added_tokens.json";
  private static final String SETTINGS = "tokenizer_config.json";

  private VocabularyFiles() {}

  /** SHA-256 of the files of {@code folder} that its vocabulary is read from. */
  static Map<Path, String> fingerprints(Path folder) {
    Path whole = folder.resolve(TokenizerJson.FILE_NAME);
    List<Path> files =
        Files.exists(whole)
            ? List.of(whole)
            : Stream.of(VOCABULARY, MERGES, ADDED, SETTINGS).map(folder::resolve).toList();
    return files.stream()
        .filter(Files::exists)
        .collect(
            Collectors.toMap(
                Path::toAbsolutePath, file -> FileHash.sha256(TokenizerText.bytes(file))));
  }

  static Vocabulary read(Path folder) {
    Path vocabulary = folder.resolve(VOCABULARY);
    return new Vocabulary(
        vocabulary,
        TokenizerText.ids(vocabulary, TokenizerText.object(vocabulary)),
        merges(folder.resolve(MERGES)),
        List.copyOf(added(folder).values()),
        false);
  }

  private static List<Merge> merges(Path file) {
    if (!Files.exists(file)) {
      throw SottoException.badInput(
          file, "no such file; " + VOCABULARY + " alone does not tell how words are cut");
    }
    return text(file)
        .lines()
        .filter(line -> !line.isEmpty() && !line.startsWith("#version"))
        .map(line -> TokenizerText.merge(file, line))
        .toList();
  }

  private static String text(Path file) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(TokenizerText.bytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw SottoException.badInput(file, "expected text in UTF-8, found other bytes", e);
    }
  }

  /** By text. The settings say more of a token than the list does, so they go before it. */
  private static Map<String, ControlToken> added(Path folder) {
    Map<String, ControlToken> added = new LinkedHashMap<>();
    Path settings = folder.resolve(SETTINGS);
    if (Files.exists(settings)) {
      for (Map.Entry<String, JsonNode> token :
          TokenizerText.object(settings).path("added_tokens_decoder").properties()) {
        ControlToken read = token(settings, token.getKey(), token.getValue());
        added.put(read.text(), read);
      }
    }
    Path list = folder.resolve(ADDED);
    if (Files.exists(list)) {
      TokenizerText.ids(list, TokenizerText.object(list))
          .forEach(
              (text, id) -> {
                ControlToken before = added.putIfAbsent(text, ControlToken.of(id, text));
                if (before != null && before.id() != id) {
                  throw TokenizerText.problem(
                      list,
                      "\"%s\" as token %d, which %s has as %d"
                          .formatted(text, id, SETTINGS, before.id()));
                }
              });
    }
    return added;
  }

  private static ControlToken token(Path file, String id, JsonNode token) {
    if (!id.matches("\\d{1,7}") || !token.path("content").isTextual()) {
      throw SottoException.badInput(
          file,
          "expected an id and content for each of \"added_tokens_decoder\", found \""
              + id
              + "\": "
              + TokenizerText.shown(token));
    }
    return new ControlToken(
        Integer.parseInt(id), token.get("content").textValue(), token.path("special").asBoolean());
  }
}
