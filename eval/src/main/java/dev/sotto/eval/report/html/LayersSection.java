package dev.sotto.eval.report.html;

import dev.sotto.eval.report.html.LayerTable.Side;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Optional;

/** Widths and heads of every layer, before and after. */
final class LayersSection {
  private LayersSection() {}

  static void write(Page page, HtmlWriter html) {
    html.note(
        "What is left of each layer, and the floating-point operations (FLOPs) of what is left."
            + " Heads and units that were removed are gone from the files.");
    Optional<Side> before = side(page.baseline());
    if (before.isEmpty()) {
      absence(html, page.baseline());
    }
    if (page.candidates().isEmpty()) {
      write(html, page.baseline(), Optional.empty());
    }
    page.candidates().forEach(candidate -> write(html, candidate.model(), before));
  }

  private static void write(HtmlWriter html, ReportedModel model, Optional<Side> before) {
    Optional<Side> after = side(model);
    if (after.isEmpty()) {
      absence(html, model);
      return;
    }
    html.open("details", "open", "open");
    html.open("summary").element("bdi", model.name()).close();
    notes(html, before, after.get());
    for (Stack stack : Stack.values()) {
      new LayerTable(stack, before, after.get()).write(html);
    }
    html.close();
  }

  /** Says why columns of FLOPs are missing. */
  private static void notes(HtmlWriter html, Optional<Side> before, Side after) {
    boolean oneIsCached = after.anatomy().cached();
    boolean otherIsCached = before.map(side -> side.anatomy().cached()).orElse(true);
    if (after.total().isEmpty() || before.filter(side -> side.total().isEmpty()).isPresent()) {
      html.missing("FLOPs are not known of both.");
    } else if (!oneIsCached || !otherIsCached) {
      String which = oneIsCached ? "The baseline decodes without a cache: " : "Without a cache, ";
      html.missing(which + "FLOPs of the decoder cannot be told by layer.");
    }
  }

  private static void absence(HtmlWriter html, ReportedModel model) {
    html.missing(model.name(), " cannot be shown layer by layer: " + model.absence() + ".");
  }

  private static Optional<Side> side(ReportedModel model) {
    return model.anatomy().map(anatomy -> new Side(anatomy, model.result().size().flops()));
  }
}
