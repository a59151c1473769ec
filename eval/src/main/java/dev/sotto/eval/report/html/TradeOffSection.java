package dev.sotto.eval.report.html;

import dev.sotto.eval.report.Figures;
import dev.sotto.eval.report.html.TradeOffChart.Point;
import dev.sotto.eval.result.EvalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** What each saving costs in word errors: three charts with the same points. */
final class TradeOffSection implements Section {
  private static final double PERCENT = 100;

  private record Cost(
      String id,
      String label,
      String unit,
      ToDoubleFunction<EvalResult> figure,
      DoubleFunction<String> format) {}

  private static final List<Cost> COSTS =
      List.of(
          new Cost("parameters", "parameters", "", r -> r.size().parameters(), Figures::count),
          new Cost(
              "flops",
              "FLOPs of a standard window",
              "FLOP",
              r -> r.size().flops().standard(),
              Figures::flops),
          new Cost(
              "time",
              "time of a standard window",
              "",
              r -> r.speed().standardWindowMillis(),
              Figures::millis));

  @Override
  public String id() {
    return "trade-off";
  }

  @Override
  public String heading() {
    return "Errors against cost";
  }

  @Override
  public void write(Page page, HtmlWriter html) {
    String line =
        page.candidates().isEmpty()
            ? "."
            : "; the line joins the models that no other one beats in both.";
    html.element(
        "p",
        "Lower and further left is better. Bars are 95 % intervals of the word error rate" + line,
        "class",
        "note");
    html.open("div", "class", "charts");
    for (Cost cost : COSTS) {
      html.open("figure");
      chart(page, cost).write(html);
      html.close();
    }
    html.close();
  }

  private static TradeOffChart chart(Page page, Cost cost) {
    double greatest = page.results().stream().mapToDouble(cost.figure).max().orElse(0);
    Scale scale = cost.id.equals("time") ? new Scale("ms", 1) : Scale.of(greatest, cost.unit);
    List<Point> points = new ArrayList<>();
    for (ReportedModel model : page.models()) {
      EvalResult result = model.result();
      double wer = result.errorRate().wer();
      double figure = cost.figure.applyAsDouble(result);
      points.add(
          new Point(
              model.name(),
              figure / scale.divisor(),
              PERCENT * wer,
              PERCENT * result.werInterval().low(),
              PERCENT * result.werInterval().high(),
              model.name()
                  + ": "
                  + Numbers.set(cost.format.apply(figure))
                  + ", WER "
                  + Numbers.percent(wer)
                  + " ("
                  + Numbers.percents(result.werInterval())
                  + ")"));
    }
    String unit = scale.unit().isEmpty() ? "" : ", " + scale.unit();
    return new TradeOffChart("chart-" + cost.id, cost.label + unit, points);
  }

  /** The unit in which the greatest figure of an axis has one to three digits. */
  private record Scale(String unit, double divisor) {
    private static final String[] NAMES = {"", "thousand", "million", "billion", "trillion"};
    private static final String[] PREFIXES = {"", "k", "M", "G", "T"};

    static Scale of(double greatest, String unit) {
      int prefix = 0;
      double divisor = 1;
      while (greatest / divisor >= 1000 && prefix < PREFIXES.length - 1) {
        divisor *= 1000;
        prefix++;
      }
      return new Scale(unit.isEmpty() ? NAMES[prefix] : PREFIXES[prefix] + unit, divisor);
    }
  }
}
