package dev.sotto.compressor.quantize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.quantize.NumberFormat;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoleFormatsTest {
  @TempDir Path folder;

  private Map<String, NumberFormat> formats(String text) {
    WhisperModel model =
        Exports.open(Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("export"))).read();
    return FormatRequest.of(text).choose(model, Optional.empty());
  }

  @Test
  void theLastRuleThatFitsIsTakenAndWhatIsNoMatrixIsFloat16() {
    Map<String, NumberFormat> formats =
        formats("int8:16,decoder.*=int4:16,decoder.layers.1.*=int4:32,embedding=int8:32");
    assertEquals("int8:16", formats.get("encoder.layers.0.fc1.weight").label());
    assertEquals("int4:16", formats.get("decoder.layers.0.fc1.weight").label());
    assertEquals("int4:32", formats.get("decoder.layers.1.fc2.weight").label());
    assertEquals("int8:32", formats.get("decoder.embed_tokens.weight").label());
    assertEquals("float16", formats.get("decoder.embed_positions.weight").label());
    assertEquals("float16", formats.get("decoder.layers.0.fc1.bias").label());
    assertEquals("float16", formats.get("encoder.conv1.weight").label());
  }

  @Test
  void aWidthThatBlocksDoNotDivideIsNoMatterButToTheEmbedding() {
    // Rows of 32 numbers; the embedding is gathered from, and its rows fill whole blocks.
    Map<String, NumberFormat> formats = formats("int8:64");
    assertEquals("int8:64", formats.get("encoder.layers.0.fc1.weight").label());
    assertEquals("float16", formats.get("decoder.embed_tokens.weight").label());
  }

  @ParameterizedTest
  @CsvSource({"27MB, 27000000", "26.5 MB, 26500000", "900kB, 900000", "1.5GB, 1500000000"})
  void aSizeIsRead(String text, long bytes) {
    assertEquals(new SizeLimit(bytes), FormatRequest.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "27", "27mb", "-1MB", "int8,", "int8,=int4", "int8,embedding", "MB"})
  void refusesWhatIsNeither(String text) {
    SottoException refusal = assertThrows(SottoException.class, () -> FormatRequest.of(text));
    assertTrue(refusal.getMessage().startsWith("expected "), refusal.getMessage());
  }

  @Test
  void labelsAreReadAsTheyAreWritten() {
    for (String text : new String[] {"int8:64", "int4:32,embedding=int8:128,a*b=float16"}) {
      assertEquals(text, FormatRequest.of(text).label());
    }
    assertEquals(new SizeLimit(26_500_000), FormatRequest.of(new SizeLimit(26_500_000).label()));
  }

  @Test
  void aBoundIsReadAsItIsWritten() {
    assertEquals(new DivergenceLimit(0.01), FormatRequest.of("auto"));
    for (double bound : new double[] {0.25, 3, 0.00001}) {
      DivergenceLimit limit = new DivergenceLimit(bound);
      assertEquals(limit, FormatRequest.of(limit.label()));
    }
    assertEquals(new DivergenceLimit(0.25), FormatRequest.of("auto=0.25"));
    for (String wrong : new String[] {"auto=", "auto=-1", "auto=x", "automatic"}) {
      assertThrows(SottoException.class, () -> FormatRequest.of(wrong), wrong);
    }
  }
}
