package dev.sotto.compressor.cli.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.verify.QuantizationNoise;
import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.weights.LogicalWeight;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What quantising made of a model.
 *
 * @param families matrices of integers, by role without the number of the layer
 * @param decibels of every role, as {@link QuantizationNoise} has them
 */
public record QuantizedText(
    long bytesBefore, long bytes, Map<String, Family> families, Map<String, Double> decibels) {
  static final String FORMAT = "sotto-quantized/1";

  /**
   * Matrices of one kind.
   *
   * @param formats that they are stored in, joined
   * @param bytes of all of them
   * @param worst least of their signal-to-noise ratios, in decibels
   */
  public record Family(String formats, long bytes, double worst) {
    private Family and(Family other) {
      return new Family(
          formats.contains(other.formats) ? formats : formats + " " + other.formats,
          bytes + other.bytes,
          Math.min(worst, other.worst));
    }
  }

  /** Reads both. */
  public static QuantizedText of(ExportFolder before, ExportFolder quantised) {
    WhisperModel read = quantised.read();
    Map<String, Double> decibels = QuantizationNoise.decibels(before.read(), read);
    Map<String, Family> families = new TreeMap<>();
    for (LogicalWeight weight : read.weights().values()) {
      NumberFormat format = weight.packing().orElse(null);
      if (format != null && !(format instanceof HalfFormat)) {
        long rows = weight.shape()[0];
        long bytes = format.bytes(rows, weight.elements() / rows);
        families.merge(
            weight.role().replaceFirst("layers\\.\\d+\\.", ""),
            new Family(format.label(), bytes, decibels.get(weight.role())),
            Family::and);
      }
    }
    return new QuantizedText(ExportBytes.of(before), ExportBytes.of(quantised), families, decibels);
  }

  /** As JSON. */
  public ObjectNode json(Path folder) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT).put("folder", folder.toString());
    json.put("denseBytes", bytesBefore).put("bytes", bytes);
    ObjectNode noise = json.putObject("signalToNoiseDecibels");
    decibels.forEach(noise::put);
    return json;
  }

  /** As a table. */
  public void print(Path folder, PrintWriter out) {
    int wide = families.values().stream().mapToInt(one -> one.formats().length()).max().orElse(0);
    String columns = "%-42s %-" + Math.max(16, wide) + "s ";
    out.printf(columns + "%10s %10s%n", "matrices", "format", "MB", "least dB");
    families.forEach(
        (name, family) ->
            out.printf(
                Locale.ROOT,
                columns + "%10.2f %10.1f%n",
                name,
                family.formats(),
                family.bytes() / 1e6,
                family.worst()));
    out.printf(
        Locale.ROOT,
        "wrote %s: %.1f MB, %.1f %% of %.1f MB%n",
        folder,
        bytes / 1e6,
        100.0 * bytes / bytesBefore,
        bytesBefore / 1e6);
  }
}
