package dev.sotto.models.rewrite;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.LogicalAxis;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Has the values between the two layers of a feed-forward network declare the units that are left,
 * in files that declare inner values at all, as those do that went through shape inference.
 *
 * <pre>
 *   fc1 ── [B, T, <b>F</b>] ── Gelu ── [B, T, <b>F</b>] ── fc2
 * </pre>
 */
public final class UnitDeclarations {
  private UnitDeclarations() {}

  /**
   * Does so for one network.
   *
   * @param block as it was before
   * @param units how many are left
   */
  public static void setUnits(WhisperModel model, Block block, int units) {
    Set<Node> ends =
        new HashSet<>(sites(model, block, LogicalAxis.IN).map(WeightSite::node).toList());
    for (WeightSite site : sites(model, block, LogicalAxis.OUT).toList()) {
      Graph graph = site.use().graph();
      if (!graph.values().isEmpty()) {
        Set<String> between = between(graph, site.node(), ends);
        graph
            .values()
            .replaceAll(
                value -> between.contains(value.name()) ? resized(value, block, units) : value);
      }
    }
  }

  /** Where the matrices are read whose units lie along {@code axis}. */
  private static Stream<WeightSite> sites(WhisperModel model, Block block, LogicalAxis axis) {
    return block.couplings().stream()
        .filter(coupling -> coupling.axis() == axis)
        .map(coupling -> model.weight(coupling.role()).orElseThrow())
        .filter(weight -> weight.shape().length == 2)
        .flatMap(weight -> weight.sites().stream());
  }

  /** What {@code first} gives and all that is computed from it before one of {@code ends}. */
  private static Set<String> between(Graph graph, Node first, Set<Node> ends) {
    Set<String> between = new HashSet<>(first.outputs());
    int before;
    do {
      before = between.size();
      for (Node node : graph.nodes()) {
        if (!ends.contains(node) && node.inputs().stream().anyMatch(between::contains)) {
          between.addAll(node.outputs());
        }
      }
    } while (between.size() > before);
    return between;
  }

  /** Units lie along the last axis. */
  private static ValueInfo resized(ValueInfo value, Block block, int units) {
    int last = value.shape().map(shape -> shape.size() - 1).orElse(-1);
    boolean fits =
        last >= 0 && value.shape().get().get(last).equals(new ValueInfo.Dim.Size(block.groups()));
    return fits ? value.withDim(last, new ValueInfo.Dim.Size(units)) : value;
  }
}
