package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.ElementThresholds;
import dev.sotto.eval.cost.LayerCost;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.LeavingLayers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/** What a plan takes from the model that it is for: groups, whole layers, tokens, and zeros. */
public record PlanCosts(WhisperModel model, Plan plan) {

  /** Parameters that leave. */
  public long parameters() {
    return layerParameters() + tokens().parameters();
  }

  /** Parameters that leave the layers. */
  public long layerParameters() {
    return new GroupCosts(model).parameters(plan.remove()) + ofLayers(LayerCost::parameters);
  }

  /** FLOPs of the standard workload that leave. */
  public long flops() {
    return new GroupCosts(model).flops(plan.remove())
        + ofLayers(layer -> layer.flops().standard())
        + tokens().flops();
  }

  /** Bytes of weights that leave with groups and tokens. */
  public long bytes() {
    return new GroupCosts(model).bytes(plan.remove()) + tokens().bytes();
  }

  private TokenCosts tokens() {
    return TokenCosts.of(model, plan.vocabulary());
  }

  private long ofLayers(ToLongFunction<LayerCost> cost) {
    LeavingLayers leaving = plan.removedLayers();
    return leaving.isEmpty()
        ? 0
        : LayerCost.of(model).stream()
            .filter(layer -> leaving.has(layer.stack(), layer.index()))
            .mapToLong(cost)
            .sum();
  }

  /** Parameters that stay and become zero. */
  public long zeroed() {
    String scale = plan.settings().get(Planner.UNSTRUCTURED_SCALE);
    if (scale == null) {
      return 0;
    }
    Map<String, List<Integer>> gone = new TreeMap<>(plan.remove());
    LeavingLayers leaving = plan.removedLayers();
    for (Block block : model.blocks()) {
      if (leaving.has(block.id().name())) {
        gone.put(block.id().name(), IntStream.range(0, block.groups()).boxed().toList());
      }
    }
    return new ElementThresholds(model, gone).zeroed(Double.parseDouble(scale));
  }
}
