package dev.sotto.compressor.cli.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.eval.cost.CostReport;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.cost.LayerCost;
import dev.sotto.eval.measure.ParameterValues;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.onnx.NumberFormats;
import dev.sotto.models.quantize.LowestRuntime;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.runner.Runner;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code inspect} says of a model. */
public final class Inspection {
  private static final int ROLES_SHOWN = 3;

  private Inspection() {}

  public static ObjectNode json(WhisperModel model, CostReport cost, NumberFormats formats) {
    WhisperConfig config = model.config();
    ObjectNode json = JsonFiles.newObject();
    json.put("format", "sotto-inspect/1");
    json.put("layout", model.folder().layout().name());
    ObjectNode sizes = json.putObject("config");
    sizes.put("modelDim", config.modelDim());
    sizes.put("encoderLayers", config.encoder().layers());
    sizes.put("decoderLayers", config.decoder().layers());
    sizes.put("vocabularySize", config.vocabularySize());
    sizes.put("melBins", config.melBins());
    sizes.put("maxSourcePositions", config.maxSourcePositions());
    sizes.put("maxTargetPositions", config.maxTargetPositions());
    ArrayNode layers = json.putArray("layers");
    for (LayerCost layer : LayerCost.of(model)) {
      ObjectNode entry = layers.addObject();
      entry.put("stack", layer.stack().label());
      entry.put("layer", layer.index());
      layer.widths().forEach((kind, width) -> entry.put(key(kind), width));
      entry.put("parameters", layer.parameters());
      if (costs(model, layer)) {
        entry.put("flops", layer.flops().standard());
      }
    }
    json.put("headDim", headDim(model));
    json.put("parameters", model.parameters());
    ParameterValues values = ParameterValues.of(model);
    json.put("zeroed", values.zeros());
    ObjectNode notFinite = json.putObject("notFinite");
    values.notFinite().forEach(notFinite::put);
    weights(json, formats);
    LowestRuntime.of(packing(model)).ifPresent(lowest -> json.put("lowestOnnxRuntime", lowest));
    json.put("prunable", formats.isFloat32() && values.notFinite().isEmpty());
    EvalJson.flops(json.putObject("flops"), cost.flops());
    json.put("bytes", cost.bytes());
    Recognition.of(model.folder().folder()).write(json.putObject("hears"));
    json.set("runners", runners(model));
    return json;
  }

  private static Map<String, NumberFormat> packing(WhisperModel model) {
    return Structure.of(model).packing();
  }

  public static void weights(ObjectNode json, NumberFormats formats) {
    ObjectNode weights = json.putObject("weights");
    ObjectNode bytes = weights.putObject("bytes");
    formats.bytes().forEach((type, size) -> bytes.put(NumberFormats.name(type), size));
    ObjectNode quantised = weights.putObject("quantisedOperators");
    formats.quantised().forEach(quantised::put);
  }

  public static void print(
      WhisperModel model, CostReport cost, NumberFormats formats, PrintWriter out) {
    WhisperConfig config = model.config();
    out.printf("layout      %s: %s%n", model.folder().layout().name(), model.folder().fileNames());
    out.printf(
        "model       width %d, heads of %d, vocabulary %d, %d mel bins, %d frames%n",
        config.modelDim(),
        headDim(model),
        config.vocabularySize(),
        config.melBins(),
        config.windowFrames());
    out.printf(
        "%n%-10s %5s %6s %12s %6s %12s %14s%n",
        "stack", "layer", "heads", "cross heads", "ffn", "parameters", "MFLOPs");
    for (LayerCost layer : LayerCost.of(model)) {
      out.printf(
          Locale.ROOT,
          "%-10s %5d %6s %12s %6s %,12d %14s%n",
          layer.stack().label(),
          layer.index(),
          text(layer, Kind.SELF_ATTENTION),
          text(layer, Kind.CROSS_ATTENTION),
          text(layer, Kind.FEED_FORWARD),
          layer.parameters(),
          costs(model, layer)
              ? String.format(Locale.ROOT, "%,.1f", layer.flops().standard() / 1e6)
              : "-");
    }
    Flops flops = cost.flops();
    ParameterValues values = ParameterValues.of(model);
    out.printf(
        Locale.ROOT,
        "%nparameters  %,d, of which %,d are stored as zero%n",
        model.parameters(),
        values.zeros());
    out.printf("weights     %s%n", formats);
    LowestRuntime.of(packing(model))
        .ifPresent(lowest -> out.printf("needs       ONNX Runtime %s or later%n", lowest));
    if (!values.notFinite().isEmpty()) {
      out.printf("not finite  %s%n", notFinite(values));
    }
    out.printf(
        Locale.ROOT,
        "FLOPs       %.2f G for one window and 30 tokens: encoder %.2f G, cross keys and values"
            + " %.2f G, prompt %.2f G, %.3f G a token%n",
        flops.standard() / 1e9,
        flops.encoder() / 1e9,
        flops.crossKeyValue() / 1e9,
        flops.prefill() / 1e9,
        flops.perToken() / 1e9);
    out.printf(Locale.ROOT, "bytes       %,d%n", cost.bytes());
    out.printf("hears       %s%n", Recognition.of(model.folder().folder()).text());
    printRunners(model, out);
    out.flush();
  }

  /** The first roles with weights that are no finite numbers: nothing good can come of them. */
  private static String notFinite(ParameterValues values) {
    long all = values.notFinite().values().stream().mapToLong(Long::longValue).sum();
    String roles =
        values.notFinite().keySet().stream().limit(ROLES_SHOWN).collect(Collectors.joining(", "));
    String more = values.notFinite().size() > ROLES_SHOWN ? ", ..." : "";
    return String.format(
        Locale.ROOT,
        "%,d weights are infinite or no number (%s%s); this export is damaged",
        all,
        roles,
        more);
  }

  /** A line for each program: whether it can run the export, or the rule that stops it. */
  private static void printRunners(WhisperModel model, PrintWriter out) {
    String label = "runners";
    for (Runner runner : Runner.ALL) {
      out.printf(
          "%-11s %s (%s): %s%n",
          label,
          runner.name(),
          runner.version(),
          runner.obstacle(model).map(rule -> "no, it " + rule).orElse("yes"));
      label = "";
    }
  }

  private static ArrayNode runners(WhisperModel model) {
    ArrayNode verdicts = JsonFiles.newObject().putArray("runners");
    for (Runner runner : Runner.ALL) {
      ObjectNode verdict = verdicts.addObject();
      verdict.put("name", runner.name());
      verdict.put("version", runner.version());
      verdict.put("runs", runner.obstacle(model).isEmpty());
      runner.obstacle(model).ifPresent(rule -> verdict.put("rule", rule));
    }
    return verdicts;
  }

  private static int headDim(WhisperModel model) {
    return model.blocks().stream()
        .filter(block -> block.id().kind().isAttention())
        .mapToInt(Block::groupSize)
        .findFirst()
        .orElse(0);
  }

  /** What a decoder without a cache costs cannot be told by layer. */
  private static boolean costs(WhisperModel model, LayerCost layer) {
    return layer.stack() == Stack.ENCODER || !model.folder().forms().isEmpty();
  }

  private static String key(Kind kind) {
    return switch (kind) {
      case SELF_ATTENTION -> "heads";
      case CROSS_ATTENTION -> "crossHeads";
      case FEED_FORWARD -> "ffn";
    };
  }

  private static String text(LayerCost layer, Kind kind) {
    return layer.widths().containsKey(kind) ? Integer.toString(layer.width(kind)) : "-";
  }
}
