package dev.sotto.models.plan;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.rewrite.LayerCuts;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.weights.AxisSteps;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.weights.StoredForm.Slice;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.models.whisper.Ranges;
import dev.sotto.models.whisper.Roles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Does {@link RemoveLayers}: each layer adds to the stream what its attentions and its feed-forward
 * network give, and without it the stream passes as it is. Inputs and outputs of the layers behind
 * move up, and the JSON files say how many are left.
 */
record LayerRemoval(RemoveLayers edit) implements Applier {
  /** What a layer adds to the stream comes out of these, so it adds nothing if they are zero. */
  private static final List<String> GIVING =
      Stream.of("out_proj", "fc2")
          .flatMap(name -> Stream.of(name + ".weight", name + ".bias"))
          .flatMap(role -> Stream.of(role, Roles.left(role)))
          .toList();

  @Override
  public void requires(Subject subject) {
    for (Map.Entry<Stack, NavigableSet<Integer>> leaving : edit.leaving().layers().entrySet()) {
      String stack = leaving.getKey().label();
      int layers = subject.structure().layers(leaving.getKey());
      int last = leaving.getValue().last();
      if (last >= layers) {
        throw PlanCheck.bad(
            "the plan removes layer %s of the %s, which has %s".formatted(last, stack, layers));
      }
      if (leaving.getValue().size() == layers) {
        throw PlanCheck.bad(
            "the plan removes all %s layers of the %s; one must stay".formatted(layers, stack));
      }
    }
  }

  @Override
  public Structure ensures(Structure before) {
    return before.without(edit.leaving());
  }

  @Override
  public void apply(Draft draft) {
    if (edit.leaving().isEmpty()) {
      return;
    }
    WhisperModel before = draft.model();
    LayerCuts.cut(before, edit.leaving());
    draft.editors().forget();
    draft.become(
        before
            .folder()
            .layout()
            .recognise(before.folder(), before.config().without(edit.leaving()), before.files()));
    new ConfigRewrite(draft).follow(edit.leaving());
  }

  /**
   * Has the layers add nothing instead: what removal must be equal to. For edits to come, they are
   * gone all the same.
   */
  void zero(Draft draft) {
    LeavingLayers leaving = edit.leaving();
    WhisperModel model = draft.model();
    for (Block block : model.blocks()) {
      if (leaving.has(block.id().stack(), block.id().layer())) {
        GIVING.stream()
            .map(block.id()::role)
            .filter(role -> model.weight(role).isPresent())
            .forEach(
                role ->
                    draft.change(
                        role,
                        (stored, form) -> {
                          int axis = form.slice().map(Slice::axis).orElse(0);
                          int size = (int) form.part(stored).shape()[axis];
                          return AxisSteps.zero(
                              stored, axis, form.stored(axis, Ranges.of(0, size)));
                        }));
      }
    }
    Map<String, LogicalWeight> weights = new LinkedHashMap<>();
    model
        .weights()
        .values()
        .forEach(
            weight ->
                leaving
                    .after(weight.role())
                    .ifPresent(role -> weights.put(role, new LogicalWeight(role, weight.sites()))));
    draft.become(
        model.with(
            weights,
            model.blocks().stream().map(leaving::after).flatMap(Optional::stream).toList()));
  }
}
