package dev.sotto.eval.text;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the outputs of openai-whisper and transformers. */
class NormalizerGoldenTest {
  private static final int ROWS = 383;

  @ParameterizedTest
  @CsvSource({
    "english, whisper-english",
    "basic, whisper-basic",
    "basic_diacritics, whisper-basic+remove_diacritics",
    "basic_split, whisper-basic+split_letters",
    "basic_diacritics_split, whisper-basic+remove_diacritics+split_letters",
    "mark_preserving, mark-preserving"
  })
  void everyGoldenRowIsReproduced(String column, String id) throws IOException {
    TextNormalizer normalizer = Normalizers.of(id);
    List<JsonNode> rows = rows();
    assertEquals(ROWS, rows.size());
    assertAll(
        rows.stream()
            .map(
                row ->
                    () ->
                        assertEquals(
                            row.get(column).textValue(),
                            normalizer.normalize(row.get("text").textValue()),
                            () -> "of " + row.get("text"))));
  }

  private static List<JsonNode> rows() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(SharedFiles.shared("golden/normalizers.jsonl"))) {
      rows.add(mapper.readTree(line));
    }
    return rows;
  }
}
