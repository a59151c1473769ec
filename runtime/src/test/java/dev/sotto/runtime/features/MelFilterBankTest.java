package dev.sotto.runtime.features;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sotto.models.SharedFiles;
import dev.sotto.runtime.audio.AudioGoldens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MelFilterBankTest {
  @Test
  void filtersEqualThoseOfTheReference() throws IOException {
    for (JsonNode row : AudioGoldens.rows("filterbank")) {
      MelFilterBank filters = new MelFilterBank(row.get("n_mels").asInt());
      int nonZero = 0;
      for (int m = 0; m < filters.melBins(); m++) {
        double sum = 0;
        int highest = 0;
        int first = -1;
        int last = -1;
        for (int k = 0; k < MelFilterBank.FREQUENCY_BINS; k++) {
          double weight = weight(filters, m, k);
          sum += weight;
          highest = weight > weight(filters, m, highest) ? k : highest;
          if (weight > 0) {
            first = first < 0 ? k : first;
            last = k;
            nonZero++;
          }
        }
        assertEquals(row.get("row_sums").get(m).asDouble(), sum, 1e-10);
        assertEquals(row.get("row_max").get(m).asDouble(), weight(filters, m, highest), 1e-10);
        assertEquals(row.get("row_argmax").get(m).asInt(), highest);
        assertEquals(row.get("first_nonzero").get(m).asInt(), first);
        assertEquals(row.get("last_nonzero").get(m).asInt(), last);
      }
      assertEquals(row.get("nonzeros").asInt(), nonZero);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {80, 128})
  void everyWeightEqualsThatOfOpenAi(int melBins) throws IOException {
    ByteBuffer npy = entry("mel_" + melBins + ".npy");
    int headerBytes = 10 + npy.getShort(8);
    MelFilterBank filters = new MelFilterBank(melBins);
    assertEquals(headerBytes + 4 * melBins * MelFilterBank.FREQUENCY_BINS, npy.capacity());
    for (int m = 0; m < melBins; m++) {
      for (int k = 0; k < MelFilterBank.FREQUENCY_BINS; k++) {
        int at = headerBytes + 4 * (m * MelFilterBank.FREQUENCY_BINS + k);
        assertEquals(npy.getFloat(at), weight(filters, m, k), 3e-9);
      }
    }
  }

  private static ByteBuffer entry(String name) throws IOException {
    String npz = SharedFiles.shared("whisper/assets/mel_filters.npz").toString();
    try (ZipFile zip = new ZipFile(npz)) {
      byte[] bytes = zip.getInputStream(zip.getEntry(name)).readAllBytes();
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 201})
  void aNumberOfBinsThatTheSpectrumCannotFillIsRefused(int melBins) {
    assertThrows(IllegalArgumentException.class, () -> new MelFilterBank(melBins));
  }

  /** The weight of a frequency bin, 0 to 200, in a filter. */
  static double weight(MelFilterBank filters, int filter, int frequencyBin) {
    double[] power = new double[201];
    power[frequencyBin] = 1;
    return filters.apply(filter, power);
  }
}
