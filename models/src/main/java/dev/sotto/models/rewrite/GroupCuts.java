package dev.sotto.models.rewrite;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Scope.Use;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.SlicedData;
import dev.sotto.models.weights.StoredForm.Slice;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.GroupSet;
import dev.sotto.models.whisper.Ranges;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What leaves each stored tensor when groups leave their blocks. Several roles may be slices of one
 * tensor, which is cut once for all of them:
 *
 * <pre>
 *   qkv [3*H*K, D]  with q at 0, k at H*K, v at 2*H*K   becomes   qkv [3*H'*K, D]
 *                   with q at 0, k at H'*K, v at 2*H'*K
 * </pre>
 */
public final class GroupCuts {
  private final WhisperModel model;
  private final List<GroupSet> leaving;

  /** By the place that reads a tensor, and by its axis, the steps that leave. */
  private final Map<Use, Map<Integer, BitSet>> cuts = new HashMap<>();

  private final Set<Use> cut = new HashSet<>();

  public GroupCuts(WhisperModel model, List<GroupSet> leaving) {
    this.model = model;
    this.leaving = List.copyOf(leaving);
    for (GroupSet groups : leaving) {
      Ranges steps = groups.steps();
      for (Coupling coupling : groups.block().couplings()) {
        for (WeightSite site : weight(coupling).sites()) {
          int axis = site.storedAxis(coupling.axis());
          cuts.computeIfAbsent(site.use(), key -> new TreeMap<>())
              .computeIfAbsent(axis, key -> new BitSet())
              .or(site.form().stored(axis, steps).toBits());
        }
      }
    }
  }

  /** Cuts the tensors that hold weights of {@code block}, unless another has done so. */
  public void cut(Block block, GraphEditor.PerGraph editors) {
    WeightRewrite weights = new WeightRewrite(editors);
    for (Coupling coupling : block.couplings()) {
      weights.change(
          weight(coupling).sites().stream().filter(site -> cut.add(site.use())).toList(),
          site -> cut(site.tensor(), cuts.get(site.use())));
    }
  }

  private static Tensor cut(Tensor stored, Map<Integer, BitSet> leaving) {
    Tensor left = stored;
    for (Map.Entry<Integer, BitSet> steps : leaving.entrySet()) {
      int axis = steps.getKey();
      Ranges kept = Ranges.of(steps.getValue()).others((int) stored.shape()[axis]);
      left = SlicedData.slice(left, axis, kept);
    }
    return left;
  }

  /** The model as it is once everything is cut: smaller blocks, and slices that moved. */
  public WhisperModel left() {
    Map<String, LogicalWeight> weights = new LinkedHashMap<>();
    model
        .weights()
        .forEach(
            (role, weight) ->
                weights.put(
                    role,
                    new LogicalWeight(role, weight.sites().stream().map(this::left).toList())));
    Map<Block, Block> smaller = new HashMap<>();
    leaving.forEach(groups -> smaller.put(groups.block(), groups.others()));
    return model.with(
        weights, model.blocks().stream().map(block -> smaller.getOrDefault(block, block)).toList());
  }

  private WeightSite left(WeightSite site) {
    return site.form()
        .slice()
        .map(
            slice ->
                new WeightSite(
                    site.part(), site.use(), site.form().withSlice(left(site.use(), slice))))
        .orElse(site);
  }

  private Slice left(Use use, Slice slice) {
    BitSet gone = cuts.getOrDefault(use, Map.of()).getOrDefault(slice.axis(), new BitSet());
    int end = slice.from() + slice.size();
    return new Slice(
        slice.axis(),
        slice.from() - gone.get(0, slice.from()).cardinality(),
        slice.size() - gone.get(slice.from(), end).cardinality());
  }

  private LogicalWeight weight(Coupling coupling) {
    return model.weight(coupling.role()).orElseThrow();
  }
}
