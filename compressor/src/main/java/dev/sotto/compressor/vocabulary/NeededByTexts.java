package dev.sotto.compressor.vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.compressor.calibrate.CalibrationClip;
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
import java.util.Collection;
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
   * @param files of one text a line, of JSON lines with a {@code "text"} each, or data sets
   * @throws SottoException if one cannot be read or has no text
   */
  Set<String> byFiles(List<Path> files) {
    Set<String> texts = new LinkedHashSet<>();
    for (Path file : files) {
      List<String> found = spoken(read(file));
      if (found.isEmpty()) {
        throw SottoException.badInput(file, "expected texts to keep the vocabulary of, found none");
      }
      texts.addAll(found);
    }
    return symbols(texts);
  }

  /**
   * The symbols of what clips say, by their spelling.
   *
   * @throws SottoException if nothing is said
   */
  Set<String> byClips(List<CalibrationClip> clips) {
    List<String> found;
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(folder)) {
      found = spoken(clips.stream().map(clip -> tokenizer.decode(clip.tokens(), true)).toList());
    }
    if (found.isEmpty()) {
      throw new SottoException(
          SottoException.Code.BAD_INPUT,
          "the model hears nothing in the speech whose vocabulary is to be kept");
    }
    return symbols(found);
  }

  private static List<String> spoken(List<String> texts) {
    return texts.stream().map(String::strip).filter(text -> !text.isEmpty()).toList();
  }

  private Set<String> symbols(Collection<String> texts) {
    Set<String> variants = new LinkedHashSet<>();
    texts.forEach(text -> addAll(text, variants));
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
