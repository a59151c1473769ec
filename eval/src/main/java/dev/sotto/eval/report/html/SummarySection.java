package dev.sotto.eval.report.html;

import dev.sotto.eval.result.EvalResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A card for each candidate: how it hears, and how much smaller and faster it is. */
final class SummarySection implements Section {
  private record Saving(String label, ToDoubleFunction<EvalResult> figure) {}

  private static final List<Saving> SAVINGS =
      List.of(
          new Saving("parameters", result -> result.size().parameters()),
          new Saving("FLOPs", result -> result.size().flops().standard()),
          new Saving("size on disk", result -> result.size().bytes()),
          new Saving("time of a window", result -> result.speed().standardWindowMillis()));

  @Override
  public String id() {
    return "summary";
  }

  @Override
  public String heading() {
    return "At a glance";
  }

  @Override
  public void write(Page page, HtmlWriter html) {
    html.open("div", "class", "cards");
    if (page.candidates().isEmpty()) {
      alone(page.baseline(), html);
    }
    page.candidates().forEach(model -> card(page.baseline(), model, html));
    html.close();
  }

  private static void alone(ReportedModel model, HtmlWriter html) {
    html.open("div", "class", "card");
    html.open("h3").element("bdi", model.name()).close();
    html.element("p", Numbers.percent(model.result().errorRate().wer()), "class", "big");
    html.element(
        "p", "word error rate, 95 % interval " + Numbers.percents(model.result().werInterval()));
    html.close();
  }

  private static void card(ReportedModel baseline, ReportedModel model, HtmlWriter html) {
    EvalResult before = baseline.result();
    EvalResult after = model.result();
    Verdict verdict = Verdict.of(before, after);
    html.open("div", "class", "card");
    html.open("h3").element("bdi", model.name()).close();
    html.element("p", verdict.text(), "class", "verdict " + verdict.style());
    html.open("p", "class", "big").text(Numbers.percent(after.errorRate().wer()));
    html.element("small", " WER; baseline " + Numbers.percent(before.errorRate().wer())).close();
    verdict
        .difference()
        .ifPresent(
            difference ->
                html.element(
                    "p",
                    Numbers.points(difference.points())
                        + ", 95 % interval "
                        + Numbers.points(difference.interval())));
    html.open("dl", "class", "savings");
    for (Saving saving : SAVINGS) {
      String change =
          Numbers.change(saving.figure.applyAsDouble(before), saving.figure.applyAsDouble(after));
      html.open("div");
      html.element("dt", saving.label).element("dd", change.isEmpty() ? "unknown" : change);
      html.close();
    }
    html.close().close();
  }
}
