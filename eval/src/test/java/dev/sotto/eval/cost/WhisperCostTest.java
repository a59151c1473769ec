package dev.sotto.eval.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WhisperCostTest {
  @TempDir Path folder;

  /** Layer by layer with pencil and paper: D model, F FFN, S frames, V vocabulary. */
  @Test
  void agreesWithTheFormulaOfADenseWhisper() {
    for (String name : List.of("models/tiny.en", "fixtures/a01-optimum-op18")) {
      Path export = SharedFiles.shared(name);
      Flops flops = WhisperCost.of(Exports.open(export)).flops();
      Formula formula = new Formula(WhisperConfig.read(export));

      assertEquals(formula.encoder(), flops.encoder(), name);
      assertEquals(formula.crossKeyValue(), flops.crossKeyValue(), name);
      assertEquals(formula.decoder(4, 4), flops.prefill(), name);
      long generated = 0;
      for (int past = 4; past < 34; past++) {
        generated += formula.decoder(1, past + 1);
      }
      assertEquals(generated / 30, flops.perToken(), name);
      assertEquals(
          flops.encoder() + flops.crossKeyValue() + flops.prefill() + generated,
          flops.standard(),
          name);
    }
  }

  private record Formula(WhisperConfig config) {
    private long d() {
      return config.modelDim();
    }

    private long s() {
      return config.maxSourcePositions();
    }

    long encoder() {
      long convolutions = 2 * 3 * d() * (2 * s() * config.melBins() + s() * d());
      long attention = 2 * (4 * s() * d() * d() + 2 * s() * s() * d());
      long ffn = 2 * 2 * s() * d() * config.encoder().ffnDim();
      return convolutions + config.encoder().layers() * (attention + ffn);
    }

    long crossKeyValue() {
      return 2L * 2 * config.decoder().layers() * s() * d() * d();
    }

    /** {@code tokens} fed while the sequence is {@code length} long. */
    long decoder(long tokens, long length) {
      long self = 2 * (4 * tokens * d() * d() + 2 * tokens * length * d());
      long cross = 2 * (2 * tokens * d() * d() + 2 * tokens * s() * d());
      long ffn = 2 * 2 * tokens * d() * config.decoder().ffnDim();
      long logits = 2 * tokens * d() * config.vocabularySize();
      return config.decoder().layers() * (self + cross + ffn) + logits;
    }
  }

  @Test
  void givesTheSameFiguresForMergedAndSeparateDecoders() throws IOException {
    Path source = SharedFiles.shared("fixtures/a01-optimum-op18");
    for (String name :
        List.of(
            "config.json",
            "encoder_model.onnx",
            "decoder_model.onnx",
            "decoder_with_past_model.onnx")) {
      Files.copy(source.resolve(name), folder.resolve(name));
    }
    assertEquals(
        WhisperCost.of(Exports.open(source)).flops(), WhisperCost.of(Exports.open(folder)).flops());
  }

  @Test
  void costsLessWithoutTheHeadsAndUnitsThatWereRemoved() {
    Flops dense = flops("fixtures/a01-optimum-op18");
    Flops free = flops("fixtures/a11-pruned-free");
    // One head of 8 leaves encoder layer 0 and each attention of decoder layer 1; S 60, D 32.
    long headProducts = 2 * (4 * 60 * 32 * 8 + 2 * 60 * 60 * 8);
    long units = 2 * 2 * 60 * 32 * 4;
    assertEquals(dense.encoder() - headProducts - units, free.encoder());
    assertEquals(dense.crossKeyValue() - 2 * 2 * 60 * 32 * 8, free.crossKeyValue());
    assertTrue(free.perToken() < dense.perToken());
  }

  @Test
  void countsTheWholeSequenceWhereThereIsNoCache() throws IOException {
    Path source = SharedFiles.shared("fixtures/a05-optimum-nopast");
    Files.copy(source.resolve("config.json"), folder.resolve("config.json"));
    Files.copy(source.resolve("decoder_model.onnx"), folder.resolve("decoder_model.onnx"));
    Files.copy(
        SharedFiles.shared("fixtures/a01-optimum-op18/encoder_model.onnx"),
        folder.resolve("encoder_model.onnx"));
    Flops flops = WhisperCost.of(Exports.open(folder)).flops();
    Formula formula = new Formula(WhisperConfig.read(source));
    long generated = 0;
    for (int length = 5; length < 35; length++) {
      generated += formula.crossKeyValue() + formula.decoder(length, length);
    }
    assertEquals(generated / 30, flops.perToken());
  }

  @Test
  void addsUpTheFilesOfAnExport() throws IOException {
    Path model = SharedFiles.shared("models/tiny.en");
    assertEquals(
        Files.size(model.resolve("encoder_model.onnx"))
            + Files.size(model.resolve("decoder_model_merged.onnx")),
        ExportBytes.of(Exports.open(model)));

    Path external = SharedFiles.shared("fixtures/f06-external-data");
    Path rest = SharedFiles.shared("fixtures/a01-optimum-op18");
    for (String name : List.of("encoder_model.onnx", "encoder_model.onnx_data", "config.json")) {
      Files.copy(external.resolve(name), folder.resolve(name));
    }
    Files.copy(
        rest.resolve("decoder_model_merged.onnx"), folder.resolve("decoder_model_merged.onnx"));
    assertEquals(
        Files.size(folder.resolve("encoder_model.onnx"))
            + Files.size(folder.resolve("encoder_model.onnx_data"))
            + Files.size(folder.resolve("decoder_model_merged.onnx")),
        ExportBytes.of(Exports.open(folder)));
  }

  @Test
  void namesAllOperatorsThatItDoesNotKnow() throws IOException {
    Path fused = SharedFiles.shared("fixtures/c06-ort-optimizer-on-optimum/decoder_model.onnx");
    Path rest = SharedFiles.shared("fixtures/a01-optimum-op18");
    Files.copy(fused, folder.resolve("decoder_model.onnx"));
    Files.copy(rest.resolve("encoder_model.onnx"), folder.resolve("encoder_model.onnx"));
    Files.copy(rest.resolve("config.json"), folder.resolve("config.json"));
    ExportFolder export = Exports.open(folder);
    SottoException e = assertThrows(SottoException.class, () -> WhisperCost.of(export));
    assertTrue(e.getMessage().contains("com.microsoft:Attention, "), e::getMessage);
    assertTrue(e.getMessage().contains("com.microsoft:MultiHeadAttention"), e::getMessage);
  }

  private static Flops flops(String name) {
    return WhisperCost.of(Exports.open(SharedFiles.shared(name))).flops();
  }
}
