package dev.sotto.models.tokens;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.tokens.Vocabulary.Merge;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the files of tokenizers have in common: a limit, ids by token, merges of two. */
final class TokenizerText {
  /** Whisper's largest file has 4 MB. */
  private static final long MAX_BYTES = 16L << 20;

  private static final int SHOWN_CHARACTERS = 80;

  private TokenizerText() {}

  /**
   * The content of {@code file}.
   *
   * @throws SottoException if it cannot be read, or is larger than any tokenizer's
   */
  static byte[] bytes(Path file) {
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw SottoException.badInput(file, "cannot be read: " + e.getMessage(), e);
    }
    if (size > MAX_BYTES) {
      throw problem(file, size + " bytes, more than 16 MiB");
    }
    return WholeFile.read(file);
  }

  static ObjectNode object(Path file) {
    return JsonFiles.parseObject(file, bytes(file));
  }

  /**
   * Token to id.
   *
   * @throws SottoException if a value is no whole number
   */
  static Map<String, Integer> ids(Path file, JsonNode object) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> token : object.properties()) {
      if (!token.getValue().isInt()) {
        throw problem(
            file, "the id " + shown(token.getValue()) + " of token \"" + token.getKey() + "\"");
      }
      ids.put(token.getKey(), token.getValue().intValue());
    }
    return ids;
  }

  /** A merge as one line: two symbols with a space between, which no symbol has. */
  static Merge merge(Path file, String line) {
    int space = line.indexOf(' ');
    if (space < 1 || space != line.lastIndexOf(' ') || space == line.length() - 1) {
      throw problem(file, "the merge \"" + cut(line) + "\"");
    }
    return new Merge(line.substring(0, space), line.substring(space + 1));
  }

  static SottoException problem(Path file, String found) {
    return SottoException.badInput(
        file, "expected a byte-pair tokenizer of Whisper, found " + found);
  }

  static String shown(JsonNode value) {
    return value.isMissingNode() ? "missing" : cut(value.toString());
  }

  private static String cut(String text) {
    return text.length() > SHOWN_CHARACTERS ? text.substring(0, SHOWN_CHARACTERS) + "..." : text;
  }
}
