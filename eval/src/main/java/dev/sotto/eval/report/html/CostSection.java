package dev.sotto.eval.report.html;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.measure.Measurement;
import dev.sotto.eval.report.Figures;
import java.util.Arrays;
import java.util.List;

/** Where time, FLOPs and bytes go. */
final class CostSection implements Section {
  private static final List<String> TIME_PARTS =
      List.of(
          "spectrogram", "encoder", "first token, with cross keys and values", "30 more tokens");
  private static final List<String> FLOP_PARTS =
      List.of("encoder", "cross keys and values", "prompt of 4 tokens", "30 more tokens");

  @Override
  public String id() {
    return "cost";
  }

  @Override
  public String heading() {
    return "Where time and bytes go";
  }

  @Override
  public void write(Page page, HtmlWriter html) {
    new Breakdown(
            "Time of a standard window",
            page.names(),
            TIME_PARTS,
            page.results().stream().map(result -> time(result.speed())).toList(),
            Figures::millis)
        .write(html);
    new Breakdown(
            "FLOPs of a standard window",
            page.names(),
            FLOP_PARTS,
            page.results().stream().map(result -> flops(result.size().flops())).toList(),
            Figures::flops)
        .write(html);
    bytes(page, html);
  }

  private static double[] time(Measurement speed) {
    double tokens =
        speed.standardWindowMillis()
            - speed.featureMillis()
            - speed.encoderMillis()
            - speed.firstTokenMillis();
    return new double[] {
      speed.featureMillis(), speed.encoderMillis(), speed.firstTokenMillis(), tokens
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
    if (!known.isEmpty()) {
      new Breakdown(
              "Bytes on disk",
              known.stream().map(ReportedModel::name).toList(),
              Arrays.stream(WeightKind.values()).map(WeightKind::label).toList(),
              known.stream().map(model -> bytes(model.anatomy().orElseThrow())).toList(),
              Figures::bytes)
          .write(html);
    }
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
