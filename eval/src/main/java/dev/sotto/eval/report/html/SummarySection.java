package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.result.EvalResult;
import dev.sotto.eval.result.ModelCost;
import java.util.List;

/** A card for each candidate: how it hears, and how much smaller and faster it is. */
final class SummarySection {
  private record Saving(ModelCost cost, String label) {}

  private static final List<Saving> SAVINGS =
      List.of(
          new Saving(ModelCost.PARAMETERS, "parameters"),
          new Saving(ModelCost.FLOPS, "FLOPs"),
          new Saving(ModelCost.SIZE, "size on disk"),
          new Saving(ModelCost.WINDOW_TIME, "time of a window, measured once"));

  private SummarySection() {}

  static void write(Page page, HtmlWriter html) {
    html.open("div", "class", "cards");
    if (page.candidates().isEmpty()) {
      alone(page.baseline(), html);
    }
    page.candidates().forEach(candidate -> card(page.baseline().result(), candidate, html));
    html.close();
  }

  private static void alone(ReportedModel model, HtmlWriter html) {
    html.open("div", "class", "card");
    html.open("h3").element("bdi", model.name()).close();
    html.element("p", Numbers.percent(model.result().errorRate().rate()), "class", "big");
    String interval = ", 95 % interval " + Numbers.percents(model.result().interval());
    html.element("p", model.result().measure().rate() + interval);
    html.close();
  }

  private static void card(EvalResult before, Candidate candidate, HtmlWriter html) {
    ReportedModel model = candidate.model();
    EvalResult after = model.result();
    HearingChange verdict = candidate.verdict();
    html.open("div", "class", "card");
    html.open("h3").element("bdi", model.name()).close();
    html.element("p", verdict.text(), "class", "verdict " + verdict.style());
    html.open("p", "class", "big").text(Numbers.percent(after.errorRate().rate()));
    String baseline =
        verdict.obstacle().isPresent()
            ? ""
            : "; baseline " + Numbers.percent(before.errorRate().rate());
    html.element("small", " " + after.measure().shortRate() + baseline).close();
    verdict
        .difference()
        .map(d -> Numbers.points(d.points()) + ", 95 % interval " + Numbers.points(d.interval()))
        .ifPresent(change -> html.element("p", change));
    html.open("dl", "class", "savings");
    for (Saving saving : SAVINGS) {
      html.open("div");
      String change = Numbers.change(saving.cost, before, after);
      html.element("dt", saving.label);
      html.element("dd", change.isEmpty() ? saving.cost.absent() : change);
      html.close();
    }
    html.close().close();
  }
}
