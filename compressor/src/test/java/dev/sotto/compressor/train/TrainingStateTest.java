package dev.sotto.compressor.train;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.build.Frames;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints that are sound files and yet none of this run. */
class TrainingStateTest {
  private static final String NORM = "weights/encoder.layer_norm.weight";

  @TempDir Path folder;
  private Path export;
  private Path file;
  private Map<String, Tensor> tensors;
  private Map<String, String> note;

  @BeforeEach
  void writeASoundOne() throws IOException {
    Files.writeString(
        folder.resolve("config.json"),
        """
        {"model_type": "whisper", "d_model": 8, "encoder_layers": 1, "decoder_layers": 1,
         "encoder_attention_heads": 2, "decoder_attention_heads": 2, "encoder_ffn_dim": 12,
         "decoder_ffn_dim": 12, "vocab_size": 32, "num_mel_bins": 4, "max_source_positions": 8,
         "max_target_positions": 16}
        """);
    export = folder.resolve("export");
    try (OutputFolder output = OutputFolder.create(export, false)) {
      new FolderBuild(folder, Frames.FIXED, OptionalLong.of(0)).write(output);
      output.complete();
    }
    file = folder.resolve("checkpoint.safetensors");
    CheckpointFile.write(export, file);
    SafetensorsFile sound = SafetensorsFile.read(file);
    tensors = new LinkedHashMap<>(sound.tensors());
    note = new LinkedHashMap<>(sound.metadata());
  }

  @Test
  void aSoundCheckpointIsRead() {
    write();
    assertDoesNotThrow(() -> CheckpointFile.read(export, file));
  }

  @ParameterizedTest
  @CsvSource({
    "step, -1",
    "step, 3.5",
    "step, 99999999999",
    "bestStep, ''",
    "bestRate, NaN",
    "bestRate, -0.5",
    "bestRate, low",
    "validationsSinceBest, none",
  })
  void aNumberThatIsNoneIsNamed(String key, String value) {
    note.put(key, value);
    refused("expected a number from 0 for " + key + ", found " + value);
  }

  @Test
  void aNumberThatIsMissingIsNamed() {
    note.remove("bestRate");
    refused("expected a number from 0 for bestRate, found none");
  }

  @Test
  void tensorsOfOtherShapesAndTypesAreNamed() {
    Tensor norm = tensors.get(NORM);
    tensors.put(NORM, norm.withData(new long[] {2, 4}, norm.data()));
    refused("expected tensor " + NORM + " of FLOAT[8]");
    tensors.put(
        NORM, new Tensor("", ElementType.DOUBLE, new long[] {4}, TensorData.of(norm.bytes())));
    refused("expected tensor " + NORM + " of FLOAT[8]");
    tensors.remove(NORM);
    refused("expected a tensor " + NORM);
  }

  @Test
  void groupsThatLeaveInTimesToComeAreRefused() {
    ByteBuffer steps = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    steps.putInt(0, 4);
    tensors.put(
        "groups/0", new Tensor("", ElementType.INT32, new long[] {2}, TensorData.of(steps)));
    refused("expected steps from 0 to 3 in groups/0");
  }

  private void write() {
    SafetensorsWriter.write(file, tensors, note);
  }

  private void refused(String reason) {
    write();
    SottoException e = assertThrows(SottoException.class, () -> CheckpointFile.read(export, file));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }
}
