package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Comparability;
import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.report.html.TradeOffChart.Point;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelCost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What each saving costs in errors: three charts with the same points. */
final class TradeOffSection {
  private static final double PERCENT = 100;

  private static final List<ModelCost> COSTS =
      List.of(ModelCost.PARAMETERS, ModelCost.FLOPS, ModelCost.WINDOW_TIME);

  private TradeOffSection() {}

  static void write(Page page, HtmlWriter html) {
    String line =
        page.candidates().isEmpty()
            ? "."
            : "; the line joins the models that no other one beats in both.";
    String rate = page.measure().rate() + line;
    html.note("Lower and further left is better. Bars are 95 % intervals of the " + rate);
    for (Candidate candidate : page.apart()) {
      String why = candidate.verdict().obstacle().orElseThrow();
      html.missing(candidate.model().name(), " stands in none: " + why + ".");
    }
    html.open("div", "class", "charts");
    for (ModelCost cost : COSTS) {
      html.open("figure");
      figure(page, cost, html);
      html.close();
    }
    html.close();
  }

  /** The chart of one cost; empty if it is known of no model. */
  static Optional<TradeOffChart> chartOf(Page page, ModelCost cost) {
    EvalResult baseline = page.baseline().result();
    List<ReportedModel> shown =
        page.comparable().stream()
            .filter(model -> obstacle(cost, baseline, model.result()).isEmpty())
            .toList();
    return shown.isEmpty() ? Optional.empty() : Optional.of(chart(page, cost, shown));
  }

  private static void figure(Page page, ModelCost cost, HtmlWriter html) {
    EvalResult baseline = page.baseline().result();
    Optional<TradeOffChart> drawn = chartOf(page, cost);
    List<ReportedModel> leftOut =
        page.comparable().stream()
            .filter(model -> !obstacle(cost, baseline, model.result()).isEmpty())
            .toList();
    drawn.ifPresent(chart -> chart.write(html));
    if (leftOut.isEmpty()) {
      return;
    }
    html.open("figcaption", "class", "note missing");
    html.text(drawn.isEmpty() ? "No chart of the " + cost.label() + ": " : "Left out: ");
    for (ReportedModel model : leftOut) {
      html.text(model.equals(leftOut.get(0)) ? "" : "; ").element("bdi", model.name());
      html.text(", " + obstacle(cost, baseline, model.result()));
    }
    html.text(".").close();
  }

  /** Why a model has no place in the chart; empty if it has. */
  private static String obstacle(ModelCost cost, EvalResult baseline, EvalResult result) {
    if (cost.of(result).isEmpty()) {
      return cost.absent();
    }
    return cost.of(baseline).isPresent() && !new Comparability(baseline, result).allows(cost)
        ? "measured with other settings"
        : "";
  }

  private static TradeOffChart chart(Page page, ModelCost cost, List<ReportedModel> models) {
    double greatest =
        models.stream().mapToDouble(model -> cost.of(model.result()).orElseThrow()).max().orElse(0);
    Scale scale =
        switch (cost) {
          case WINDOW_TIME -> new Scale("ms", 1);
          case FLOPS -> Scale.of(greatest, "FLOP");
          default -> Scale.of(greatest, "");
        };
    List<Point> points = new ArrayList<>();
    for (ReportedModel model : models) {
      EvalResult result = model.result();
      double rate = result.errorRate().rate();
      double figure = cost.of(result).orElseThrow();
      points.add(
          new Point(
              model.name(),
              model.equals(page.baseline()),
              figure / scale.divisor(),
              PERCENT * rate,
              PERCENT * result.interval().low(),
              PERCENT * result.interval().high(),
              "%s: %s, %s %s (%s)"
                  .formatted(
                      model.name(),
                      Numbers.set(cost, result),
                      page.measure().shortRate(),
                      Numbers.percent(rate),
                      Numbers.percents(result.interval()))));
    }
    String unit = scale.unit().isEmpty() ? "" : ", " + scale.unit();
    return new TradeOffChart("chart-" + cost.key(), page.measure(), cost.label() + unit, points);
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
