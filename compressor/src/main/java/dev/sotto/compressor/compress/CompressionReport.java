package dev.sotto.compressor.compress;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.search.Planner;
import dev.sotto.compressor.train.TrainingRecord;
import dev.sotto.compressor.verify.Parity;
import dev.sotto.compressor.verify.ParityJson;
import dev.sotto.eval.report.Markdown;
import dev.sotto.eval.report.ResultTable;
import dev.sotto.eval.report.Table;
import dev.sotto.eval.report.html.Clips;
import dev.sotto.eval.report.html.HtmlReport;
import dev.sotto.eval.report.html.Page;
import dev.sotto.eval.report.html.ReportedModel;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.json.JsonRecords;
import dev.sotto.models.plan.PlanFile;
import dev.sotto.models.plan.Quantize;
import dev.sotto.models.quantize.LowestRuntime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A compression as JSON ({@code compression.json}), as Markdown ({@code compression.md}) and as a
 * page ({@code report.html}).
 */
public final class CompressionReport {
  public static final String FORMAT = "sotto-compression/1";
  public static final String JSON_FILE = "compression.json";
  public static final String MARKDOWN_FILE = "compression.md";

  public static final String HTML_FILE = "report.html";

  /** Utterances with their alignment in the page. */
  private static final int WORST = 10;

  private CompressionReport() {}

  /**
   * Writes all three.
   *
   * @param dense the folder of the dense model
   * @param output which holds the compressed one already
   */
  static void write(CompressionResult result, Path dense, OutputFolder output) {
    output.write(JSON_FILE, JsonFiles.write(json(result)));
    output.write(MARKDOWN_FILE, markdown(result).getBytes(StandardCharsets.UTF_8));
    output.write(HTML_FILE, HtmlReport.bytes(page(result, dense, output.path())));
  }

  private static Page page(CompressionResult result, Path dense, Path compressed) {
    String before = result.dense().model().name();
    String after = result.compressed().model().name();
    List<ReportedModel> models =
        List.of(
            ReportedModel.in(before, result.dense(), dense),
            ReportedModel.in(
                after.equals(before) ? after + " (2)" : after, result.compressed(), compressed));
    return new Page(
        Page.title(models),
        models,
        WORST,
        Clips.none("'sotto report' with --data makes a page with the recordings"));
  }

  /** The result with the evaluations under {@code dense} and {@code compressed}. */
  public static ObjectNode json(CompressionResult result) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    ObjectNode plan = json.putObject("plan");
    plan.put("file", PlanFile.NAME);
    plan.put("sha256", result.planSha256());
    ObjectNode removed = json.putObject("removed");
    removed.put("parameters", result.pruned().removedParameters());
    removed.put("layerParameters", result.pruned().removedLayerParameters());
    removed.put("ofLayerParameters", result.pruned().layerParameters());
    result.plan().plan().edits().stream()
        .filter(Quantize.class::isInstance)
        .flatMap(edit -> LowestRuntime.of(((Quantize) edit).formats()).stream())
        .findFirst()
        .ifPresent(lowest -> json.put("lowestOnnxRuntime", lowest));
    json.put("predictedFlops", result.pruned().predictedFlops());
    ArrayNode stages = json.putArray("stages");
    for (Stage<?> stage : result.stages()) {
      ObjectNode entry = stages.addObject();
      entry.put("name", stage.name());
      entry.put("folder", stage.folder().toString());
      entry.put("found", stage.found());
      if (stage.result() instanceof TrainingRecord training) {
        entry.set("training", JsonRecords.write(training));
      }
    }
    json.put("seed", result.seed());
    json.set("verify", ParityJson.of(result.parity()));
    json.set("loops", JsonRecords.write(result.loops()));
    ArrayNode warnings = json.putArray("warnings");
    result.pruned().warnings().forEach(warnings::add);
    json.set("dense", EvalJson.of(result.dense()));
    json.set("compressed", EvalJson.of(result.compressed()));
    return json;
  }

  private static String markdown(CompressionResult result) {
    StringBuilder text = new StringBuilder("# Compression\n\n");
    text.append(ResultTable.compare(result.dense(), result.compressed()).toMarkdown()).append('\n');
    remarks(result).lines().forEach(line -> text.append(Markdown.text(line)).append('\n'));
    text.append('\n');
    result
        .pruned()
        .warnings()
        .forEach(
            warning -> text.append("Warning: ").append(Markdown.text(warning)).append(".\n\n"));
    Map<String, String> plan = new LinkedHashMap<>();
    plan.put("SHA-256", result.planSha256());
    plan.putAll(result.plan().plan().settings());
    text.append(named("plan", plan)).append('\n');
    Map<String, String> files = new LinkedHashMap<>();
    result
        .plan()
        .plan()
        .model()
        .forEach((file, identity) -> files.put("dense " + file, identity.sha256()));
    result
        .compressed()
        .model()
        .sha256()
        .forEach((file, hash) -> files.put("compressed " + file, hash));
    text.append(named("file", files)).append('\n');
    text.append(named("version", result.compressed().versions()));
    return text.toString();
  }

  private static String named(String heading, Map<String, String> values) {
    return new Table(
            List.of(heading, ""),
            values.entrySet().stream()
                .map(value -> List.of(value.getKey(), value.getValue()))
                .toList(),
            List.of())
        .toMarkdown();
  }

  /** What belongs beside the table, for whoever reads it. */
  public static String remarks(CompressionResult result) {
    Pruned pruned = result.pruned();
    return labelled(result)
        + String.format(
            Locale.ROOT,
            "%,d parameters of the layers are gone, %.1f %% of them.%n"
                + "Removed equals zeroed in ONNX Runtime: logits within %.1e in %d comparisons (seed %d).%n"
                + "%s%n%sEach time and memory is one measurement%s; 'sotto bench' compares two"
                + " models in turns.",
            pruned.removedLayerParameters(),
            100.0 * pruned.removedLayerParameters() / pruned.layerParameters(),
            largest(result.parity()),
            result.parity().measurements().size(),
            result.parity().seed(),
            trained(result),
            measured(result) + looping(result),
            isDenseFound(result) ? ", those of the dense model of a run before" : "");
  }

  /** Whether the dense model was evaluated by another run, on a machine that was busy otherwise. */
  private static boolean isDenseFound(CompressionResult result) {
    return result.stages().stream()
        .filter(stage -> stage.result() instanceof EvalResult)
        .findFirst()
        .filter(Stage::found)
        .isPresent();
  }

  private static String labelled(CompressionResult result) {
    return result.stages().stream()
        .map(Stage::result)
        .filter(Labelled.class::isInstance)
        .map(labels -> ((Labelled) labels).summary() + System.lineSeparator())
        .collect(Collectors.joining());
  }

  private static String looping(CompressionResult result) {
    return result.loops().looping()
        ? "It loops: " + result.loops().told() + String.format(".%n")
        : "";
  }

  /** What was predicted of times beside what came of it. */
  private static String measured(CompressionResult result) {
    String predicted = result.plan().plan().settings().get(Planner.PREDICTED_MILLIS);
    ModelCost time = ModelCost.WINDOW_TIME;
    return predicted == null
        ? ""
        : String.format(
            "A standard window: %s as predicted from the groups; measured %s, then %s.%n",
            predicted, time.show(result.dense()), time.show(result.compressed()));
  }

  private static String trained(CompressionResult result) {
    String stages =
        result.stages().stream()
            .filter(stage -> stage.result() instanceof TrainingRecord)
            .map(stage -> stage.name() + " in " + ((TrainingRecord) stage.result()).summary())
            .collect(Collectors.joining("; "));
    return stages.isEmpty() ? untrained(result) : "Trained with PyTorch: " + stages + ".";
  }

  private static String untrained(CompressionResult result) {
    Map<String, String> settings = result.plan().plan().settings();
    String repair = settings.get("repair");
    String thin = settings.get(Thinning.SETTING);
    return (repair == null
            ? "Nothing was trained or repaired, so this is what removal alone costs."
            : "Nothing was trained; %s on %s repaired what stays."
                .formatted(repair, settings.get("calibration")))
        + (thin == null ? "" : " Thin factors: " + thin + ", besides the budget.");
  }

  private static double largest(Parity parity) {
    return parity.measurements().stream()
        .mapToDouble(Parity.Measurement::logitsDifference)
        .max()
        .orElse(Double.NaN);
  }
}
