package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Circumstances;
import dev.sotto.eval.report.Figures;
import dev.sotto.eval.report.ResultFigures;
import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.report.html.TradeOffChart.Point;
import dev.sotto.eval.result.EvalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/** What each saving costs in errors: three charts with the same points. */
final class TradeOffSection implements Section {
  private static final double PERCENT = 100;

  private record Cost(
      String id,
      String label,
      String unit,
      Function<EvalResult, OptionalDouble> figure,
      DoubleFunction<String> format) {
    boolean isTime() {
      return id.equals("time");
    }

    /** Why a model has no place in the chart; empty if it has. */
    String obstacle(EvalResult baseline, EvalResult result) {
      if (figure.apply(result).isEmpty()) {
        return isTime() ? Numbers.NOT_MEASURED : Numbers.NOT_KNOWN;
      }
      return isTime()
              && figure.apply(baseline).isPresent()
              && !Circumstances.sameSession(baseline, result)
          ? "measured with other settings"
          : "";
    }
  }

  private static final List<Cost> COSTS =
      List.of(
          new Cost("parameters", "parameters", "", ResultFigures::parameters, Figures::count),
          new Cost(
              "flops", "FLOPs of a standard window", "FLOP", ResultFigures::flops, Figures::flops),
          new Cost(
              "time",
              "time of a standard window",
              "",
              ResultFigures::windowMillis,
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
        "Lower and further left is better. Bars are 95 % intervals of the "
            + page.measure().rate()
            + line,
        "class",
        "note");
    for (Candidate candidate : page.apart()) {
      html.open("p", "class", "note missing").element("bdi", candidate.model().name());
      html.text(" stands in none: " + candidate.verdict().obstacle().orElseThrow() + ".").close();
    }
    html.open("div", "class", "charts");
    for (Cost cost : COSTS) {
      html.open("figure");
      figure(page, cost, html);
      html.close();
    }
    html.close();
  }

  private static void figure(Page page, Cost cost, HtmlWriter html) {
    EvalResult baseline = page.baseline().result();
    List<ReportedModel> shown = new ArrayList<>();
    List<ReportedModel> leftOut = new ArrayList<>();
    for (ReportedModel model : page.comparable()) {
      (cost.obstacle(baseline, model.result()).isEmpty() ? shown : leftOut).add(model);
    }
    if (!shown.isEmpty()) {
      chart(page, cost, shown).write(html);
    }
    if (leftOut.isEmpty()) {
      return;
    }
    html.open("figcaption", "class", "note missing");
    html.text(shown.isEmpty() ? "No chart of the " + cost.label + ": " : "Left out: ");
    for (ReportedModel model : leftOut) {
      html.text(model.equals(leftOut.get(0)) ? "" : "; ").element("bdi", model.name());
      html.text(", " + cost.obstacle(baseline, model.result()));
    }
    html.text(".").close();
  }

  private static TradeOffChart chart(Page page, Cost cost, List<ReportedModel> models) {
    double greatest =
        models.stream()
            .mapToDouble(model -> cost.figure.apply(model.result()).orElseThrow())
            .max()
            .orElse(0);
    Scale scale = cost.isTime() ? new Scale("ms", 1) : Scale.of(greatest, cost.unit);
    List<Point> points = new ArrayList<>();
    for (ReportedModel model : models) {
      EvalResult result = model.result();
      double rate = result.errorRate().rate();
      double figure = cost.figure.apply(result).orElseThrow();
      points.add(
          new Point(
              model.name(),
              model.equals(page.baseline()),
              figure / scale.divisor(),
              PERCENT * rate,
              PERCENT * result.interval().low(),
              PERCENT * result.interval().high(),
              model.name()
                  + ": "
                  + Numbers.set(cost.format.apply(figure))
                  + ", "
                  + page.measure().shortRate()
                  + " "
                  + Numbers.percent(rate)
                  + " ("
                  + Numbers.percents(result.interval())
                  + ")"));
    }
    String unit = scale.unit().isEmpty() ? "" : ", " + scale.unit();
    return new TradeOffChart("chart-" + cost.id, page.measure(), cost.label + unit, points);
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
