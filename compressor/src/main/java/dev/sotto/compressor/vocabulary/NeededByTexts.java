package dev.sotto.compressor.vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.eval.dataset.rows.TextFile;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.tokens.Vocabulary;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The symbols that texts take, in every form in which Whisper might write them: as a whole and word
 * by word, as they stand, in lower case and with a capital at the beginning, and each with a space
 * before it and without.
 *
 * @param folder of the tokenizer
 */
record NeededByTexts(Path folder) {

  /**
   * The symbols by their spelling.
   *
   * @param texts files of one text a line, of JSON lines with a {@code "text"} each, or data sets
   * @throws SottoException if one cannot be read or has no text
   */
  Set<String> tokens(List<Path> texts) {
    Set<String> variants = new LinkedHashSet<>();
    for (Path file : texts) {
      List<String> found =
          read(file).stream().map(String::strip).filter(t -> !t.isEmpty()).toList();
      if (found.isEmpty()) {
        throw SottoException.badInput(file, "expected texts to keep the vocabulary of, found none");
      }
      found.forEach(text -> addAll(text, variants));
    }
    Vocabulary vocabulary = Vocabulary.read(folder);
    Set<String> symbols = new LinkedHashSet<>();
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      for (String variant : variants) {
        tokenizer.encode(variant).forEach(id -> vocabulary.token(id).ifPresent(symbols::add));
      }
    }
    return symbols;
  }

  private static void addAll(String text, Set<String> variants) {
    addCases(text, variants);
    for (String word : text.split("\\s+", -1)) {
      addCases(word, variants);
    }
  }

  private static void addCases(String text, Set<String> variants) {
    String lower = text.toLowerCase(Locale.ROOT);
    for (String form : List.of(text, lower, capital(text), capital(lower))) {
      variants.add(form);
      variants.add(" " + form);
    }
  }

  private static String capital(String text) {
    int first = text.offsetByCodePoints(0, 1);
    return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
  }

  private static List<String> read(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    if (Files.isRegularFile(file) && name.endsWith(".txt")) {
      return lines(file);
    }
    if (Files.isRegularFile(file) && name.endsWith(".jsonl")) {
      return texts(file);
    }
    return Datasets.read(file, DatasetOptions.defaults()).utterances().stream()
        .map(Utterance::reference)
        .toList();
  }

  private static List<String> lines(Path file) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(TextFile.bytes(file)))
              .toString();
      // Letters of UTF-16 without a mark read as UTF-8, too, with one of these behind each.
      if (text.indexOf('\0') >= 0) {
        throw SottoException.badInput(file, "expected text in UTF-8, found bytes of zero");
      }
      return text.lines().toList();
    } catch (CharacterCodingException e) {
      throw SottoException.badInput(file, "expected text in UTF-8, found other bytes", e);
    }
  }

  /** Recordings need not be there. */
  private static List<String> texts(Path file) {
    List<String> texts = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      JsonNode text;
      try {
        text = JsonFiles.parseLine(line).path("text");
      } catch (IllegalArgumentException e) {
        throw SottoException.badInput(file, "line " + number + ": " + e.getMessage(), e);
      }
      if (!text.isTextual()) {
        throw SottoException.badInput(
            file,
            "line %s: expected a \"text\", found %s".formatted(number, JsonFiles.found(text)));
      }
      texts.add(text.textValue());
    }
    return texts;
  }
}
