package dev.sotto.eval.report.html;

import dev.sotto.eval.compare.Circumstances;
import dev.sotto.eval.report.ResultFigures;
import dev.sotto.eval.report.html.Page.Candidate;
import dev.sotto.eval.result.EvalResult;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** A card for each candidate: how it hears, and how much smaller and faster it is. */
final class SummarySection implements Section {
  private record Saving(
      String label,
      Function<EvalResult, OptionalDouble> figure,
      String absent,
      BiPredicate<EvalResult, EvalResult> alike) {
    private String show(EvalResult before, EvalResult after) {
      OptionalDouble from = figure.apply(before);
      OptionalDouble to = figure.apply(after);
      if (from.isEmpty() || to.isEmpty() || from.getAsDouble() == 0) {
        return absent;
      }
      return alike.test(before, after)
          ? Numbers.change(from.getAsDouble(), to.getAsDouble())
          : Circumstances.OTHER;
    }
  }

  private static final List<Saving> SAVINGS =
      List.of(
          new Saving(
              "parameters", ResultFigures::parameters, Numbers.NOT_KNOWN, (before, after) -> true),
          new Saving("FLOPs", ResultFigures::flops, Numbers.NOT_KNOWN, (before, after) -> true),
          new Saving(
              "size on disk", ResultFigures::bytes, Numbers.NOT_KNOWN, (before, after) -> true),
          new Saving(
              "time of a window, measured once",
              ResultFigures::windowMillis,
              Numbers.NOT_MEASURED,
              Circumstances::sameSession));

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
    page.candidates().forEach(candidate -> card(page.baseline().result(), candidate, html));
    html.close();
  }

  private static void alone(ReportedModel model, HtmlWriter html) {
    html.open("div", "class", "card");
    html.open("h3").element("bdi", model.name()).close();
    html.element("p", Numbers.percent(model.result().errorRate().rate()), "class", "big");
    html.element(
        "p",
        model.result().measure().rate()
            + ", 95 % interval "
            + Numbers.percents(model.result().interval()));
    html.close();
  }

  private static void card(EvalResult before, Candidate candidate, HtmlWriter html) {
    ReportedModel model = candidate.model();
    EvalResult after = model.result();
    Verdict verdict = candidate.verdict();
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
        .ifPresent(
            difference ->
                html.element(
                    "p",
                    Numbers.points(difference.points())
                        + ", 95 % interval "
                        + Numbers.points(difference.interval())));
    html.open("dl", "class", "savings");
    for (Saving saving : SAVINGS) {
      html.open("div");
      html.element("dt", saving.label).element("dd", saving.show(before, after));
      html.close();
    }
    html.close().close();
  }
}
