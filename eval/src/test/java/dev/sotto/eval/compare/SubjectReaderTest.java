package dev.sotto.eval.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectReaderTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("file"), bytes);
  }

  private static void refused(Path file, String words) {
    SottoException refusal =
        assertThrows(SottoException.class, () -> SubjectReader.read(file, Role.BASELINE));
    assertEquals(SottoException.Code.BAD_INPUT, refusal.code());
    assertTrue(refusal.getMessage().startsWith(file + ": "), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(words), refusal.getMessage());
  }

  @Test
  void linesOfAnyRecogniserAreRead() throws IOException {
    List<String> lines =
        List.of(
            "{\"id\": \"a\", \"text\": \"One\", \"hypothesis\": \"won\", \"score\": 1}\r",
            "",
            "{\"hypothesis\": \"\", \"id\": 7, \"reference\": \"zwölf\", \"text\": \"x\"}");
    Path file = file("\uFEFF" + String.join("\n", lines));
    Subject subject = SubjectReader.read(file, Role.CANDIDATE);
    assertEquals(
        List.of("a One won", "7 zwölf "),
        subject.pairs().stream()
            .map(pair -> pair.id() + " " + pair.reference() + " " + pair.hypothesis())
            .toList());
    assertTrue(subject.result().isEmpty());
    assertEquals(file.toString(), subject.name());
    assertEquals(FileHash.sha256(file), subject.sha256());
  }

  @Test
  void resultsAreReadInOneLineOrMany() throws IOException {
    Subject expected = Results.of(2, i -> "one").subject();
    ObjectNode json = EvalJson.of(expected.result().orElseThrow());
    for (byte[] form : List.of(JsonFiles.write(json), JsonFiles.writeCompact(json))) {
      Subject found = SubjectReader.read(file(form), Role.BASELINE);
      assertEquals(expected.pairs(), found.pairs());
      assertEquals(
          expected.result().map(EvalResult::normalizerId),
          found.result().map(EvalResult::normalizerId));
    }
    assertEquals(
        expected.sha256(),
        SubjectReader.read(file(JsonFiles.write(json)), Role.BASELINE).sha256(),
        "the hash of a result in memory is that of its file");
  }

  @Test
  void ofACompressionTheBaselineIsTheDenseModel() throws IOException {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", "sotto-compression/1");
    json.set("dense", EvalJson.of(Results.of(2, i -> "dense").result()));
    json.set("compressed", EvalJson.of(Results.of(2, i -> "small").result()));
    Path file = file(JsonFiles.write(json));
    assertEquals("dense", SubjectReader.read(file, Role.BASELINE).pairs().get(0).hypothesis());
    assertEquals("small", SubjectReader.read(file, Role.CANDIDATE).pairs().get(0).hypothesis());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"id\": \"b\", \"text\": \"b\"}; line 2: \"hypothesis\"",
        "{\"id\": \"b\", \"hypothesis\": \"b\"}; line 2: \"reference\" or \"text\"",
        "{\"id\": \"a\", \"text\": \"a\", \"hypothesis\": \"b\"}; line 2: \"a\" was in line 1 already",
        "{\"id\": 1.5, \"text\": \"a\", \"hypothesis\": \"b\"}; line 2: expected text for \"id\"",
        "{\"id\": \"a\", \"id\": \"b\"}; line 2: not valid JSON",
        "[]; line 2: expected a JSON object",
        "{\"id\": \"a\"; line 2: not valid JSON"
      })
  void aBadLineIsNamed(String line, String problem) throws IOException {
    refused(file("{\"id\": \"a\", \"text\": \"b\", \"hypothesis\": \"c\"}\n" + line), problem);
  }

  @Test
  void whatIsNoResultIsRefused() throws IOException {
    refused(folder.resolve("missing"), "no such file");
    refused(folder, "is a folder");
    refused(file(" \n"), "is empty");
    refused(file("WER 10 %"), "not valid JSON");
    refused(file("{\"format\": \"sotto-bench/1\"}"), "sotto eval");
    refused(file("{\n}"), "sotto eval");
    refused(file(new byte[] {'{', (byte) 0xC3, '}'}), "UTF-8");
    refused(file("{\"format\": \"sotto-compression/1\"}"), "sotto-eval/1");
  }

  @Test
  void anUnknownNormaliserIsBadInput() throws IOException {
    String json =
        new String(
            JsonFiles.write(EvalJson.of(Results.of(2, i -> "one").result())),
            StandardCharsets.UTF_8);
    assertFalse(json.contains("\"mine\""));
    refused(file(json.replace("\"whisper-basic\"", "\"mine\"")), "\"mine\"");
  }
}
