package dev.sotto.eval.report.html;

import dev.sotto.eval.cost.Flops;
import dev.sotto.eval.cost.LayerCost;
import dev.sotto.eval.cost.ModelAnatomy;
import dev.sotto.eval.result.Formats;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One stack of a model, layer by layer: what is left of its heads and units, and what they cost.
 */
final class LayerTable {
  private static final List<Width> ENCODER_WIDTHS =
      List.of(
          new Width("heads", Kind.SELF_ATTENTION),
          new Width("feed-forward units", Kind.FEED_FORWARD));
  private static final List<Width> DECODER_WIDTHS =
      List.of(
          new Width("heads", Kind.SELF_ATTENTION),
          new Width("cross-attention heads", Kind.CROSS_ATTENTION),
          new Width("feed-forward units", Kind.FEED_FORWARD));
  private static final List<Cost> ENCODER_COSTS =
      List.of(new Cost("FLOPs of a window", Flops::encoder));
  private static final List<Cost> DECODER_COSTS =
      List.of(
          new Cost("FLOPs of cross keys and values", Flops::crossKeyValue),
          new Cost("FLOPs of the prompt", Flops::prefill),
          new Cost("FLOPs of a token", Flops::perToken));

  private final Stack stack;
  private final List<Width> widths;
  private final List<Cost> costs;
  private final Optional<Side> before;
  private final Side after;

  private record Width(String label, Kind kind) {}

  private record Cost(String label, ToLongFunction<Flops> part) {}

  /**
   * A model of the comparison.
   *
   * @param total FLOPs of all of it, if known
   */
  record Side(ModelAnatomy anatomy, Optional<Flops> total) {
    /** Whether what the layers of {@code stack} cost can be told, and what the rest does. */
    boolean hasCosts(Stack stack) {
      return total.isPresent() && (stack == Stack.ENCODER || anatomy.cached());
    }

    private long inLayers(Stack stack, Cost cost) {
      return anatomy.layers(stack).stream().map(LayerCost::flops).mapToLong(cost.part).sum();
    }

    private Optional<LayerCost> layer(Stack stack, int index) {
      return anatomy.layers(stack).stream().filter(layer -> layer.index() == index).findFirst();
    }
  }

  LayerTable(Stack stack, Optional<Side> before, Side after) {
    boolean encoder = stack == Stack.ENCODER;
    this.stack = stack;
    this.widths = encoder ? ENCODER_WIDTHS : DECODER_WIDTHS;
    this.before = before;
    this.after = after;
    boolean known = after.hasCosts(stack) && before.stream().allMatch(side -> side.hasCosts(stack));
    this.costs = !known ? List.of() : encoder ? ENCODER_COSTS : DECODER_COSTS;
  }

  void write(HtmlWriter html) {
    html.open("table", "role", "table", "class", "layers wide");
    html.element("caption", stack.label());
    html.open("thead", "role", "rowgroup").open("tr", "role", "row");
    html.open("td", "role", "cell").close();
    Stream.concat(widths.stream().map(Width::label), costs.stream().map(Cost::label))
        .forEach(label -> html.element("th", label, "scope", "col", "role", "columnheader"));
    html.close().close();
    html.open("tbody", "role", "rowgroup");
    int layers =
        Math.max(
            after.anatomy.layers(stack).size(),
            before.map(side -> side.anatomy.layers(stack).size()).orElse(0));
    IntStream.range(0, layers).forEach(index -> layer(html, index));
    if (!costs.isEmpty()) {
      sum(html, stack == Stack.ENCODER ? "convolutions" : "vocabulary", this::rest);
      sum(html, "together", (side, cost) -> cost.part.applyAsLong(side.total.orElseThrow()));
    }
    html.close().close();
  }

  private static void rowHeader(HtmlWriter html, String label) {
    html.open("tr", "role", "row");
    html.element("th", label, "scope", "row", "role", "rowheader");
  }

  private void layer(HtmlWriter html, int index) {
    rowHeader(html, "layer " + index);
    Optional<LayerCost> now = after.layer(stack, index);
    Optional<LayerCost> once = before.flatMap(side -> side.layer(stack, index));
    for (Width width : widths) {
      Function<LayerCost, Integer> left = layer -> layer.width(width.kind);
      width(html, width.label, once.map(left), now.map(left).orElse(0));
    }
    for (Cost cost : costs) {
      Function<LayerCost, Long> left = layer -> cost.part.applyAsLong(layer.flops());
      cost(html, cost.label, once.map(left), now.map(left).orElse(0L));
    }
    html.close();
  }

  private void sum(HtmlWriter html, String label, ToLongBiFunction<Side, Cost> sum) {
    rowHeader(html, label);
    widths.forEach(width -> html.open("td", "role", "cell", "class", "none").close());
    for (Cost cost : costs) {
      Optional<Long> once = before.map(side -> sum.applyAsLong(side, cost));
      cost(html, cost.label, once, sum.applyAsLong(after, cost));
    }
    html.close();
  }

  /** What no layer does: the graphs' own count less that of the layers. */
  private long rest(Side side, Cost cost) {
    return cost.part.applyAsLong(side.total.orElseThrow()) - side.inLayers(stack, cost);
  }

  private static void width(HtmlWriter html, String label, Optional<Integer> before, int after) {
    html.open("td", "role", "cell", "data-model", label).open("span", "class", "value");
    boolean changed = before.isPresent() && before.get() != after;
    String text = changed ? before.get() + " \u2192 " + after : Integer.toString(after);
    html.element("span", text, "class", changed ? "figure changed" : "figure");
    if (before.isPresent() && before.get() > 0) {
      bar(html, (double) after / before.get());
    }
    html.close().close();
  }

  private static void bar(HtmlWriter html, double share) {
    html.open(
        "svg",
        "class",
        share == 1 ? "bar same" : "bar",
        "viewBox",
        "0 0 100 6",
        "preserveAspectRatio",
        "none",
        "role",
        "presentation");
    html.empty("rect", "class", "whole", "width", "100", "height", "6");
    String width = String.format(Locale.ROOT, "%.1f", 100 * Math.min(1, share));
    html.empty("rect", "class", "left", "width", width, "height", "6");
    html.close();
  }

  private static void cost(HtmlWriter html, String label, Optional<Long> before, long after) {
    html.open("td", "role", "cell", "data-model", label).open("span", "class", "value");
    String flops = Numbers.set(Formats.count((double) after));
    html.element("span", flops, "class", "figure");
    String change = before.map(once -> Numbers.change((double) once, (double) after)).orElse("");
    if (!change.isEmpty() && before.get() != after) {
      html.element("small", change);
    }
    html.close().close();
  }
}
