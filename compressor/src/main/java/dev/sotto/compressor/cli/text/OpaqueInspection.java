package dev.sotto.compressor.cli.text;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.NumberFormats;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/**
 * What {@code inspect} says of an export that can be run but not taken apart, as its weights are
 * stored in another number format.
 */
public record OpaqueInspection(ExportFolder export, NumberFormats formats) {
  private static final String ADVICE =
      "measured and transcribed with, not taken apart; prune the float32 export that it was made of";

  public ObjectNode json() {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", "sotto-inspect/1");
    json.put("layout", export.layout().name());
    Inspection.weights(json, formats);
    json.put("prunable", false);
    json.put("use", ADVICE);
    flops().ifPresent(flops -> EvalJson.flops(json.putObject("flops"), flops));
    json.put("bytes", ExportBytes.of(export));
    return json;
  }

  public void print(PrintWriter out) {
    out.printf("layout      %s: %s%n", export.layout().name(), export.fileNames());
    out.printf("weights     %s%n", formats);
    flops()
        .ifPresent(
            flops ->
                out.printf(
                    Locale.ROOT,
                    "FLOPs       %.2f G for one window and 30 tokens%n",
                    flops.standard() / 1e9));
    out.printf(Locale.ROOT, "bytes       %,d%n", ExportBytes.of(export));
    out.printf("use         can be %s%n", ADVICE);
    out.flush();
  }

  /** Operators of some formats have no known cost. */
  private Optional<Flops> flops() {
    try {
      return Optional.of(WhisperCost.of(export).flops());
    } catch (SottoException e) {
      return Optional.empty();
    }
  }
}
