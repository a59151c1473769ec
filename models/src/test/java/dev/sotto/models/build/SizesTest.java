package dev.sotto.models.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes that would end in arithmetic, a full disk or no memory. */
class SizesTest {
  private static final String LARGE_V3 =
      """
      {"model_type": "whisper", "d_model": 1280, "encoder_layers": 32, "decoder_layers": 32,
       "encoder_attention_heads": 20, "decoder_attention_heads": 20, "encoder_ffn_dim": 5120,
       "decoder_ffn_dim": 5120, "vocab_size": 51866, "num_mel_bins": 128,
       "max_source_positions": 1500, "max_target_positions": 448, "sotto": {"head_dim": 64}}
      """;

  @TempDir Path folder;

  private Sizes sizes(String key, long value) throws IOException {
    Path file = folder.resolve("config.json");
    ObjectNode json =
        JsonFiles.parseObject(file, LARGE_V3.getBytes(StandardCharsets.UTF_8)).put(key, value);
    Files.write(file, JsonFiles.write(json));
    return Sizes.read(folder);
  }

  @Test
  void theLargestWhisperIsNone() throws IOException {
    assertEquals(64, sizes("d_model", 1280).headDim());
  }

  @ParameterizedTest
  @CsvSource({
    "d_model, 1073741824, expected at most 65536",
    "encoder_layers, 2147483647, expected at most 128",
    "decoder_layers, 129, expected at most 128",
    "vocab_size, 2147483647, expected at most 4194304",
    "max_source_positions, 1073741824, expected at most 65536",
    "num_mel_bins, 1025, expected at most 1024",
    "encoder_ffn_dim, 4294967297, expected a positive whole number",
    "vocab_size, 4194304, 'asks for a weight of 4194304 x 1280, more than 2 GiB'",
    "encoder_attention_heads, 65536, 'asks for a weight of 4194304 x 1280, more than 2 GiB'",
    "d_model, 65536, 'asks for a weight of 196608 x 65536, more than 2 GiB'",
  })
  void sizesThatNoWhisperHasAreNamed(String key, long value, String reason) {
    SottoException e = assertThrows(SottoException.class, () -> sizes(key, value));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }
}
