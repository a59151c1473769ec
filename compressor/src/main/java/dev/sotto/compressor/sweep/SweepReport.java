package dev.sotto.compressor.sweep;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.Compression.Found;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.eval.report.Markdown;
import dev.sotto.eval.report.Table;
import dev.sotto.eval.report.html.Appendix;
import dev.sotto.eval.report.html.Clips;
import dev.sotto.eval.report.html.Drawing;
import dev.sotto.eval.report.html.HtmlReport;
import dev.sotto.eval.report.html.Page;
import dev.sotto.eval.report.html.ReportedModel;
import dev.sotto.eval.result.EvalJson;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.Formats;
import dev.sotto.eval.result.ModelCost;
import dev.sotto.eval.wer.Interval;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.json.JsonRecords;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A sweep as JSON, Markdown, a drawing and a page, with the results that they are made from. */
public final class SweepReport {
  public static final String FORMAT = "sotto-sweep/1";
  public static final String JSON_FILE = "sweep.json";
  public static final String MARKDOWN_FILE = "sweep.md";
  public static final String DRAWING_FILE = "sweep.svg";
  public static final String HTML_FILE = "report.html";
  private static final int WORST = 10;
  private static final List<ModelCost> COSTS =
      List.of(ModelCost.PARAMETERS, ModelCost.FLOPS, ModelCost.SIZE, ModelCost.WINDOW_TIME);

  private SweepReport() {}

  /**
   * Writes all of it.
   *
   * @param dense folder of the dense model
   */
  public static void write(SweepResult sweep, Path dense, OutputFolder output) {
    output.write("dense.json", JsonFiles.write(EvalJson.of(sweep.dense())));
    for (SweepPoint point : sweep.points()) {
      point
          .result()
          .ifPresent(
              result ->
                  output.write(
                      point.name() + ".json", JsonFiles.write(EvalJson.of(result.compressed()))));
    }
    output.write(JSON_FILE, JsonFiles.write(json(sweep)));
    output.write(MARKDOWN_FILE, markdown(sweep).getBytes(StandardCharsets.UTF_8));
    Page page = page(sweep, dense);
    Drawing.of(page, sweep.cost()).ifPresent(svg -> output.write(DRAWING_FILE, svg));
    output.write(HTML_FILE, HtmlReport.bytes(page));
  }

  /** All figures; the evaluations in full lie beside it. */
  public static ObjectNode json(SweepResult sweep) {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", FORMAT);
    json.put("measure", sweep.measure().key());
    json.put("ceiling", sweep.ceiling().toString());
    json.put(
        "largest", sweep.largest().map(point -> point.probe().asked().toString()).orElse(null));
    ObjectNode dense = json.putObject("dense").put("result", "dense.json");
    figures(dense, sweep.dense());
    ArrayNode points = json.putArray("points");
    for (SweepPoint point : sweep.points()) {
      ObjectNode entry = points.addObject().put("budget", point.probe().asked().toString());
      entry.put("loops", point.probe().loops()).put("dominated", point.dominated());
      if (point.result().isEmpty()) {
        entry.put("refusal", point.probe().refusal());
      } else {
        CompressionResult result = point.result().get();
        entry.put("result", point.name() + ".json");
        entry.put("seed", result.seed());
        entry.put("planSha256", FileHash.sha256(result.plan().bytes()));
        entry.put("removedParameters", result.pruned().removedParameters());
        figures(entry, result.compressed());
        entry.set("signs", JsonRecords.write(result.loops()));
      }
    }
    return json;
  }

  private static void figures(ObjectNode json, EvalResult result) {
    Interval interval = result.interval();
    json.put(result.measure().shortRate().toLowerCase(Locale.ROOT), result.errorRate().rate());
    json.put("low", interval.low()).put("high", interval.high());
    COSTS.forEach(cost -> cost.of(result).ifPresent(figure -> json.put(cost.key(), figure)));
    ObjectNode files = json.putObject("sha256");
    result.model().sha256().forEach(files::put);
  }

  /** A row for the dense model and one for each point. */
  public static Table table(SweepResult sweep) {
    List<String> header = new ArrayList<>(List.of("removed"));
    header.add(sweep.dense().measure().rate());
    header.add("change");
    COSTS.forEach(cost -> header.add(cost.label()));
    header.add("remark");
    List<List<String>> rows = new ArrayList<>();
    rows.add(row("nothing", sweep.dense(), Optional.of(sweep.dense()), ""));
    for (SweepPoint point : sweep.points()) {
      rows.add(
          row(
              point.probe().asked().toString(),
              sweep.dense(),
              point.result().map(CompressionResult::compressed),
              point.remark()));
    }
    return new Table(header, rows, List.of());
  }

  private static List<String> row(
      String name, EvalResult dense, Optional<EvalResult> result, String remark) {
    List<String> row = new ArrayList<>(List.of(name));
    double before = dense.errorRate().rate();
    row.add(result.map(found -> Formats.percent(found.errorRate().rate())).orElse("-"));
    row.add(result.map(found -> Formats.points(before, found.errorRate().rate())).orElse("-"));
    COSTS.forEach(cost -> row.add(result.map(cost::show).orElse("-")));
    row.add(remark);
    return row;
  }

  /** What the curve says, in a sentence or two. */
  public static String conclusion(SweepResult sweep) {
    String largest =
        sweep
                .largest()
                .map(
                    point ->
                        "The largest share below "
                            + sweep.ceiling()
                            + " is "
                            + point.probe().asked())
                .orElse("No share is below " + sweep.ceiling())
            + ".";
    long loops = sweep.points().stream().filter(point -> point.probe().loops()).count();
    return loops == 0
        ? largest
        : largest + " Models that loop, here " + loops + ", are not on the curve.";
  }

  private static String markdown(SweepResult sweep) {
    StringBuilder text = new StringBuilder("# Sweep\n\n");
    text.append("![The curve](").append(DRAWING_FILE).append(")\n\n");
    text.append(table(sweep).toMarkdown()).append('\n');
    text.append(Markdown.text(conclusion(sweep))).append("\n\n");
    for (SweepPoint point : sweep.points()) {
      point.evidence().ifPresent(told -> text.append(Markdown.text(told)).append(".\n\n"));
    }
    text.append(hashes(sweep).toMarkdown());
    return text.toString();
  }

  private static Table hashes(SweepResult sweep) {
    List<List<String>> rows = new ArrayList<>();
    sweep
        .dense()
        .model()
        .sha256()
        .forEach((file, hash) -> rows.add(List.of("dense " + file, hash)));
    for (SweepPoint point : sweep.points()) {
      point
          .result()
          .ifPresent(
              result -> {
                String name = point.probe().asked() + " ";
                rows.add(List.of(name + "plan", FileHash.sha256(result.plan().bytes())));
                rows.add(List.of(name + "seed", Long.toString(result.seed())));
              });
    }
    rows.add(List.of("data", sweep.dense().data().fingerprint()));
    return new Table(List.of("made from", ""), rows, List.of());
  }

  private static List<String> findings(SweepResult sweep) {
    List<String> findings = new ArrayList<>(List.of(conclusion(sweep)));
    sweep.points().forEach(point -> point.evidence().ifPresent(told -> findings.add(told + ".")));
    return findings;
  }

  private static Page page(SweepResult sweep, Path dense) {
    List<ReportedModel> models = new ArrayList<>();
    models.add(ReportedModel.in("dense", sweep.dense(), dense));
    for (SweepPoint point : sweep.points()) {
      if (point.sound()) {
        Found found = point.probe().found().orElseThrow();
        models.add(
            ReportedModel.in(
                point.probe().asked().toString(), found.result().compressed(), found.folder()));
      }
    }
    Clips none = Clips.none("'sotto report' with --data makes a page with the recordings");
    Appendix table = new Appendix("sweep", "The sweep", findings(sweep), List.of(table(sweep)));
    return new Page("Sweep of " + sweep.dense().model().name(), models, WORST, none)
        .with(List.of(table));
  }
}
