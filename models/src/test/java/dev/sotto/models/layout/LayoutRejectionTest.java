package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutRejectionTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "07-empty-graph.onnx, has 0 attentions",
    "08-mlp.onnx, has 0 attentions",
    "09-bert-like.onnx, expected two convolutions",
    "10-corrupt-shape-constant.onnx, disagree about the heads: ",
    "11-layer-with-2x16-heads.onnx, heads of width 16 where others have 8",
    "12-unknown-op-in-attention.onnx, com.example",
    "41-model-local-function.onnx, which this layout does not have",
  })
  void namesEveryPlaceThatDoesNotMatch(String encoder, String expected) throws IOException {
    SottoException e = rejection("encoder_model.onnx", encoder);
    assertTrue(e.getMessage().contains(expected), e::getMessage);
    assertTrue(e.getMessage().contains("encoder_model.onnx"), e::getMessage);
    assertFalse(e.getMessage().contains("\n"), e::getMessage);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
  }

  /** What mutated exports stumbled over, each named as a place of the graph. */
  @ParameterizedTest
  @CsvSource({
    "30-hostile-onnx-1-105, 'If '",
    "30-hostile-onnx-3-308, 'If '",
    "30-hostile-onnx-3-10634, 'Add '",
    "30-hostile-onnx-3-2742, in a way that is not understood",
    "30-hostile-onnx-3-72, places do",
  })
  void graphsThatNoExporterWritesAreRefused(String mutant, String expected) {
    ExportFolder export = Exports.open(SharedFiles.shared("cases/" + mutant));
    SottoException e = assertThrows(SottoException.class, () -> export.read());
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(expected), e::getMessage);
  }

  @Test
  void weightsThatTheGraphComputesAreReported() {
    Path export = Fixtures.folder("f03-int8-qdq", folder);
    SottoException e = assertThrows(SottoException.class, () -> Exports.open(export).read());
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains("places do not match"), e::getMessage);
  }

  @Test
  void aWeightThatDiffersBetweenTheFilesOfAnExportIsReported() throws IOException {
    Path export = Fixtures.folder(Fixtures.REFERENCE, false, folder);
    Path file = export.resolve("decoder_with_past_model.onnx");
    byte[] bytes = Files.readAllBytes(file);
    // The weights fill the end of the file but for the declared inputs and outputs; one bit of one
    // is enough.
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    SottoException e = assertThrows(SottoException.class, () -> Exports.open(export).read());
    assertTrue(e.getMessage().contains("holds another "), e::getMessage);
  }

  private SottoException rejection(String file, String negative) throws IOException {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder);
    Files.copy(
        SharedFiles.shared("fixtures/h-negative/" + negative),
        export.resolve(file),
        StandardCopyOption.REPLACE_EXISTING);
    return assertThrows(SottoException.class, () -> Exports.open(export).read());
  }
}
