package dev.sotto.models.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.whisper.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportFolderTest {
  @TempDir Path model;

  /** Makes empty files: finding an export opens none of its graphs. */
  private void make(String... names) throws IOException {
    for (String name : names) {
      Files.createDirectories(model.resolve(name).getParent());
      Files.createFile(model.resolve(name));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "_quantized", "_fp16", "_q4", "_q4f16", "_int8", "_optimized"})
  void theOnlyVariantIsFoundBesideTheConfigOrBelowIt(String suffix) throws IOException {
    make("config.json", "onnx/encoder_model" + suffix + ".onnx");
    make("onnx/decoder_model_merged" + suffix + ".onnx");
    ExportFolder below = Exports.open(model);
    assertEquals(model, below.folder());
    assertEquals(
        model.resolve("onnx/encoder_model" + suffix + ".onnx"),
        below.graph(Part.ENCODER).orElseThrow());
    assertEquals(1, below.forms().size());
    assertEquals(model, Exports.open(model.resolve("onnx")).folder());
    make("encoder_model" + suffix + ".onnx", "decoder_model" + suffix + ".onnx");
    assertEquals(
        model.resolve("decoder_model" + suffix + ".onnx"),
        Exports.open(model).graph(Part.DECODER).orElseThrow());
  }

  @Test
  void plainNamesAreTakenWhereNobodyChose() throws IOException {
    makeVariants("", "_q4", "_fp16");
    assertEquals(
        "encoder_model.onnx",
        Exports.open(model).graph(Part.ENCODER).orElseThrow().getFileName().toString());
  }

  private void makeVariants(String... suffixes) throws IOException {
    make("config.json");
    for (String suffix : suffixes) {
      make("onnx/encoder_model" + suffix + ".onnx", "onnx/decoder_model_merged" + suffix + ".onnx");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "q4, encoder_model_q4.onnx",
    "fp32, encoder_model.onnx",
    "q8, encoder_model_quantized.onnx",
    "quantized, encoder_model_quantized.onnx"
  })
  void aVariantIsChosenByTheNameThatClientsUse(String name, String encoder) throws IOException {
    makeVariants("", "_q4", "_quantized");
    Path chosen = Exports.variant(model, name);
    assertEquals(encoder, chosen.getFileName().toString());
    ExportFolder export = Exports.open(chosen);
    assertEquals(chosen, export.given());
    assertEquals(model, export.folder());
    assertEquals(
        encoder.replace("encoder_model", "decoder_model_merged"),
        export.graph(Part.DECODER_MERGED).orElseThrow().getFileName().toString());
  }

  @Test
  void aVariantWhoseFilesEndInWhatClientsCallAnotherIsChosenFirst() throws IOException {
    makeVariants("_q8", "_quantized", "_float32", "");
    assertEquals("encoder_model_q8.onnx", chosen("q8"));
    assertEquals("encoder_model_quantized.onnx", chosen("quantized"));
    assertEquals("encoder_model_float32.onnx", chosen("float32"));
    assertEquals("encoder_model.onnx", chosen("fp32"));
  }

  private String chosen(String variant) {
    return Exports.variant(model, variant).getFileName().toString();
  }

  @Test
  void severalVariantsWithoutAChoiceAreRefusedByName() throws IOException {
    makeVariants("_q4", "_fp16");
    assertRefused(() -> Exports.open(model), "holds the variants fp16, q4; choose one");
    assertRefused(() -> Exports.variant(model, "int8"), "no encoder of variant 'int8'");
  }

  @Test
  void whatIsMissingIsNamedAsItsFileWouldBe() throws IOException {
    make("encoder_model_q4.onnx");
    assertRefused(
        () -> Exports.open(model), "lacks decoder_model_merged_q4.onnx or decoder_model_q4.onnx");
    make("decoder_model_merged.onnx");
    assertRefused(
        () -> Exports.open(model), "lacks encoder_model.onnx; there are files of fp32, q4");
    Path other = model.resolve("decoder_model_merged.onnx");
    assertRefused(() -> Exports.open(other), "its encoder_model*.onnx");
  }

  @Test
  void aFolderWithoutGraphsIsNoExport() throws IOException {
    make("config.json", "onnx/model.onnx");
    assertRefused(() -> Exports.open(model), "in it or in onnx below it");
  }

  private static void assertRefused(Runnable action, String reason) {
    SottoException e = assertThrows(SottoException.class, action::run);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }
}
