package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Comparability;
import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.cost.ModelAnatomy;
import dev.sotto.eval.cost.WeightKind;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.result.Formats;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** Where time, FLOPs and bytes go. */
final class CostSection {
  private static final List<String> TIME_PARTS =
      List.of(
          "spectrogram", "encoder", "first token, with cross keys and values", "30 more tokens");
  private static final List<String> FLOP_PARTS =
      List.of("encoder", "cross keys and values", "prompt of 4 tokens", "30 more tokens");

  private CostSection() {}

  static void write(Page page, HtmlWriter html) {
    times(page, html);
    flops(page, html);
    bytes(page, html);
  }

  private static void times(Page page, HtmlWriter html) {
    List<ReportedModel> known =
        page.models().stream().filter(model -> model.result().speed().isPresent()).toList();
    write(
        html,
        "Time of a standard window",
        known,
        TIME_PARTS,
        model -> time(model.result().speed().orElseThrow().window()),
        Formats::millis);
    for (ReportedModel model : page.models()) {
      if (!known.contains(model)) {
        html.missing(model.name(), " was not timed.");
      } else if (!new Comparability(known.get(0).result(), model.result()).sameSession()) {
        html.missing(
            model.name(), " was timed with other settings, so its times compare those, too.");
      }
    }
  }

  private static void flops(Page page, HtmlWriter html) {
    List<ReportedModel> known =
        page.models().stream().filter(model -> model.result().size().flops().isPresent()).toList();
    write(
        html,
        "FLOPs of a standard window",
        known,
        FLOP_PARTS,
        model -> flops(model.result().size().flops().orElseThrow()),
        Formats::flops);
    page.models().stream()
        .filter(model -> !known.contains(model))
        .forEach(model -> html.missing(model.name(), ": FLOPs are not known."));
  }

  private static void write(
      HtmlWriter html,
      String heading,
      List<ReportedModel> models,
      List<String> parts,
      Function<ReportedModel, double[]> figures,
      DoubleFunction<String> format) {
    if (!models.isEmpty()) {
      List<String> names = models.stream().map(ReportedModel::name).toList();
      new StackedBars(heading, names, parts, models.stream().map(figures).toList(), format)
          .write(html);
    }
  }

  private static double[] time(Measurement.Window window) {
    double tokens =
        window.millis()
            - window.featureMillis()
            - window.encoderMillis()
            - window.firstTokenMillis();
    return new double[] {
      window.featureMillis(), window.encoderMillis(), window.firstTokenMillis(), tokens
    };
  }

  private static double[] flops(Flops flops) {
    long once = flops.encoder() + flops.crossKeyValue() + flops.prefill();
    return new double[] {
      flops.encoder(), flops.crossKeyValue(), flops.prefill(), flops.standard() - once
    };
  }

  private static void bytes(Page page, HtmlWriter html) {
    List<ReportedModel> known =
        page.models().stream().filter(model -> model.anatomy().isPresent()).toList();
    write(
        html,
        "Bytes on disk",
        known,
        Arrays.stream(WeightKind.values()).map(WeightKind::label).toList(),
        model -> bytes(model.anatomy().orElseThrow()),
        Formats::bytes);
    for (ReportedModel model : page.models()) {
      if (model.anatomy().isEmpty()) {
        html.open("p", "class", "note missing").text("What the bytes of ");
        html.element("bdi", model.name());
        html.text(" are for cannot be told: " + model.absence() + ".").close();
      }
    }
  }

  private static double[] bytes(ModelAnatomy anatomy) {
    return Arrays.stream(WeightKind.values())
        .mapToDouble(kind -> anatomy.bytes().getOrDefault(kind, 0L))
        .toArray();
  }
}
