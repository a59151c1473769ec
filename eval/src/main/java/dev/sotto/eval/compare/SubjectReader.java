package dev.sotto.eval.compare;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.pairs.TextPairs;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalJsonReader;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.WholeFile;
import dev.sotto.models.json.JsonFiles;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads one of the two to compare, from any of three kinds of file: a result of {@code sotto eval},
 * the {@code compression.json} of a compressed export (whose dense model is a baseline, and whose
 * compressed model a candidate), or {@linkplain TextPairs text pairs} of any recogniser in one
 * file.
 */
public final class SubjectReader {
  private static final String COMPRESSION_FORMAT = "sotto-compression/1";

  private SubjectReader() {}

  /**
   * Reads {@code file}.
   *
   * @throws SottoException if the file cannot be read or is of none of the three kinds
   */
  public static Subject read(Path file, Role role) {
    if (Files.isDirectory(file)) {
      throw SottoException.badInput(file, "is a folder; expected a file of results");
    }
    byte[] bytes = WholeFile.read(file);
    String text = text(file, bytes);
    if (text.isBlank()) {
      throw SottoException.badInput(file, "is empty; expected a result or JSON lines");
    }
    String hash = FileHash.sha256(bytes);
    if (TextPairs.isTable(file) || hasPairs(file, text)) {
      return new Subject(
          file.toString(),
          hash,
          TextPairs.read(file, DatasetOptions.defaults()).pairs(),
          Optional.empty());
    }
    return Subject.of(file.toString(), hash, result(file, bytes, role));
  }

  /** A result on one line is a whole object there, too, but says its format. */
  private static boolean hasPairs(Path file, String text) {
    String line = text.lines().filter(found -> !found.isBlank()).findFirst().orElse("");
    try {
      return !JsonFiles.parseObject(file, line.getBytes(StandardCharsets.UTF_8)).has("format");
    } catch (SottoException e) {
      // The first of many lines of one object.
      return false;
    }
  }

  private static EvalResult result(Path file, byte[] bytes, Role role) {
    JsonNode json = JsonFiles.parseObject(file, bytes);
    String format = json.path("format").asText();
    if (!List.of(EvalJson.FORMAT, COMPRESSION_FORMAT).contains(format)) {
      throw SottoException.badInput(
          file,
          "expected a result of 'sotto eval', a compression.json, or JSON lines with \"id\","
              + " \"reference\" and \"hypothesis\"");
    }
    String part = role == Role.BASELINE ? "dense" : "compressed";
    return EvalJsonReader.parse(file, format.equals(COMPRESSION_FORMAT) ? json.path(part) : json);
  }

  private static String text(Path file, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw SottoException.badInput(file, "not valid UTF-8; save the file as UTF-8", e);
    }
  }
}
