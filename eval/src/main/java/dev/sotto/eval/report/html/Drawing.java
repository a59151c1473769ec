package dev.sotto.eval.report.html;

import dev.sotto.eval.result.ModelCost;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A chart of a page as a drawing of its own. The same page gives the same bytes. */
public final class Drawing {
  private Drawing() {}

  /**
   * Error rates against one cost, as SVG in UTF-8, of the models that can be compared with the
   * baseline; empty if that cost is known of none.
   */
  public static Optional<byte[]> of(Page page, ModelCost cost) {
    return TradeOffSection.chartOf(page, cost)
        .map(
            chart -> {
              HtmlWriter svg = HtmlWriter.ofXml();
              chart.writeAlone(svg, HtmlReport.resource("drawing.css"));
              return svg.finish().getBytes(StandardCharsets.UTF_8);
            });
  }
}
