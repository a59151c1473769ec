package dev.sotto.compressor.search;

import dev.sotto.compressor.saliency.ElementThresholds;
import dev.sotto.eval.cost.BlockFlops;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.plan.PlanCheck;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.models.whisper.Roles;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a plan takes from the model that it is for: groups, whole layers, what thin factors save,
 * tokens, and zeros.
 *
 * @param left what the plan leaves of the model
 */
public record PlanCosts(WhisperModel model, Plan plan, Structure left) {

  /**
   * The costs of a plan.
   *
   * @throws dev.sotto.models.SottoException if it does not fit the model
   */
  public static PlanCosts of(WhisperModel model, Plan plan) {
    return new PlanCosts(model, plan, PlanCheck.check(plan, model));
  }

  /** Parameters that leave. */
  public long parameters() {
    return gone(role -> true, (weight, elements) -> elements);
  }

  /** Parameters that leave the layers: neither tokens nor positions. */
  public long layerParameters() {
    return gone(role -> role.contains(".layers."), (weight, elements) -> elements);
  }

  /** Parameters of all groups of the model, of which budgets in layers are shares. */
  public long allLayerParameters() {
    return new GroupCosts(model).layerParameters();
  }

  private TokenCosts tokens() {
    return TokenCosts.of(model, plan.vocabulary());
  }

  /** Bytes of weights that leave. */
  public long bytes() {
    return gone(role -> true, StoredBytes::of);
  }

  /** FLOPs of the standard workload that leave. */
  public long flops() {
    long before =
        model.blocks().stream().mapToLong(block -> BlockFlops.of(model, block).standard()).sum();
    long after =
        left.blocks().stream()
            .mapToLong(block -> BlockFlops.of(model.config(), block, left::shape).standard())
            .sum();
    return before - after + tokens().flops();
  }

  private long gone(Predicate<String> roles, ToLongBiFunction<LogicalWeight, Long> ofElements) {
    LeavingLayers leaving = plan.removedLayers();
    return model.weights().entrySet().stream()
        .filter(weight -> roles.test(weight.getKey()))
        .mapToLong(
            weight -> {
              long kept = leaving.after(weight.getKey()).map(this::elements).orElse(0L);
              long gone = weight.getValue().elements() - kept;
              return ofElements.applyAsLong(weight.getValue(), gone);
            })
        .sum();
  }

  /** Elements that are left of a role, or of its factors. */
  private long elements(String role) {
    return Stream.of(role, Roles.left(role), Roles.right(role))
        .flatMap(part -> left.shape(part).stream())
        .mapToLong(Tensor::elements)
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
