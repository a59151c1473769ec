package dev.sotto.runtime.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SharedFiles;
import dev.sotto.runtime.audio.AudioGoldens;
import dev.sotto.runtime.audio.AudioReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Against WhisperFeatureExtractor, within the tolerances that came with its values. */
class LogMelGoldenTest {
  private static final int FRAMES = LogMel.WINDOW_FRAMES;
  private static final double TOLERANCE = 1e-4;
  private static final double MEAN_TOLERANCE = 1e-6;

  @Test
  void everyRowIsReproduced() throws IOException, NoSuchAlgorithmException {
    List<JsonNode> rows = AudioGoldens.rows("logmel");
    assertEquals(17, rows.size());
    byte[] values = Files.readAllBytes(SharedFiles.shared("golden/logmel_values.f32"));
    ByteBuffer goldenValues = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonNode row : rows) {
      float[] samples = samples(row);
      String name = row.get("input").asText();
      assertEquals(row.get("pcm_sha256_float32le").asText(), AudioGoldens.sha256(samples), name);
      LogMel logMel = new LogMel(row.get("n_mels").asInt());
      float[] features = logMel.window(samples, 0, samples.length, FRAMES);
      assertStatistics(row, features);
      assertValues(row, features, goldenValues);
    }
  }

  private static void assertStatistics(JsonNode row, float[] features) {
    double total = 0;
    for (int m = 0; m < row.get("n_mels").asInt(); m++) {
      double sum = 0;
      double lowest = Double.MAX_VALUE;
      double highest = -Double.MAX_VALUE;
      for (int f = 0; f < FRAMES; f++) {
        float value = features[m * FRAMES + f];
        sum += value;
        lowest = Math.min(lowest, value);
        highest = Math.max(highest, value);
      }
      total += sum;
      String name = row.get("input") + " bin " + m;
      assertEquals(row.get("bin_sums").get(m).asDouble() / FRAMES, sum / FRAMES, TOLERANCE, name);
      assertEquals(row.get("bin_min").get(m).asDouble(), lowest, TOLERANCE, name);
      assertEquals(row.get("bin_max").get(m).asDouble(), highest, TOLERANCE, name);
    }
    double mean = total / features.length;
    assertEquals(row.get("mean").asDouble(), mean, MEAN_TOLERANCE, row.get("input").asText());
  }

  private static void assertValues(JsonNode row, float[] features, ByteBuffer golden) {
    int at = row.get("values_offset_bytes").asInt();
    for (int m = 0; m < row.get("n_mels").asInt(); m++) {
      for (JsonNode frame : row.get("slice_frames")) {
        float actual = features[m * FRAMES + frame.asInt()];
        assertEquals(golden.getFloat(at), actual, TOLERANCE, row.get("input").asText());
        at += Float.BYTES;
      }
    }
  }

  private static float[] samples(JsonNode row) {
    if (row.has("path")) {
      return AudioReader.read(AudioGoldens.recording(row)).samples();
    }
    int length = row.get("samples_16k").asInt();
    return switch (row.get("input").asText()) {
      case "silence", "empty" -> new float[length];
      case "impulse" -> fill(length, i -> i == 1000 ? 1 : 0);
      case "sine440" -> fill(length, i -> 0.5 * Math.sin(2 * Math.PI * 440 * (i / 16000.0)));
      case "chirp" -> fill(length, LogMelGoldenTest::chirp);
      case "chirp_repeat_34s" -> fill(length, i -> chirp(i % 32000));
      case "lcg_noise" -> noise(length);
      default -> throw new AssertionError("unknown input " + row.get("input"));
    };
  }

  private static double chirp(int i) {
    double t = i / 16000.0;
    return 0.5 * Math.sin(2 * Math.PI * (100 * t + (7000 - 100) / (2 * 2.0) * t * t));
  }

  private static float[] noise(int length) {
    float[] samples = new float[length];
    long state = 12345;
    for (int i = 0; i < length; i++) {
      state = state * 6364136223846793005L + 1442695040888963407L;
      double uniform = (state >>> 11) * 0x1p-53;
      samples[i] = (float) (0.1 * (2 * uniform - 1));
    }
    return samples;
  }

  private static float[] fill(int length, IntToDoubleFunction value) {
    float[] samples = new float[length];
    for (int i = 0; i < length; i++) {
      samples[i] = (float) value.applyAsDouble(i);
    }
    return samples;
  }
}
