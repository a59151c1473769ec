package dev.sotto.models.plan;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.rewrite.GroupCuts;
import dev.sotto.models.rewrite.HeadCountRewrite;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.rewrite.UnitDeclarations;
import dev.sotto.models.weights.AxisSteps;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.GroupSet;
import dev.sotto.models.whisper.Ranges;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Does {@link RemoveGroups}: takes the groups' slices out of every coupled weight, and has the
 * graphs and JSON files say how many are left.
 *
 * <pre>
 *   fc1 [F, D], b1 [F], fc2 [D, F]      becomes   fc1 [F', D], b1 [F'], fc2 [D, F']
 *   q, k, v [H*K, D], out [D, H*K]      becomes   q, k, v [H'*K, D], out [D, H'*K]
 * </pre>
 */
record GroupRemoval(RemoveGroups edit) implements Applier {

  @Override
  public void requires(Subject subject) {
    edit.groups().forEach((name, groups) -> check(subject.structure(), name, groups));
    // What removes nothing leaves the heads as they are, and promises nothing of them.
    if (subject.heads().isEven() && !edit.groups().isEmpty()) {
      checkEven(subject);
    }
  }

  private static void check(Structure structure, String name, List<Integer> groups) {
    Block block =
        structure
            .block(name)
            .orElseThrow(
                () ->
                    PlanCheck.bad(
                        "the plan names block '" + name + "', which the model does not have"));
    int last = groups.get(groups.size() - 1);
    if (last >= block.groups()) {
      throw PlanCheck.bad(
          "the plan removes group " + last + " of '" + name + "', which has " + block.groups());
    }
    if (groups.size() == block.groups()) {
      throw PlanCheck.bad(
          "the plan removes all " + block.groups() + " groups of '" + name + "'; one must stay");
    }
  }

  private void checkEven(Subject subject) {
    String mode = subject.heads().name().toLowerCase(Locale.ROOT);
    Map<Stack, Integer> counts = new TreeMap<>();
    for (Block block : ensures(subject.structure()).blocks()) {
      if (!block.id().kind().isAttention()) {
        continue;
      }
      int kept = block.groups();
      Integer before = counts.putIfAbsent(block.id().stack(), kept);
      if (before != null && before != kept) {
        throw PlanCheck.bad(
            "the plan says %s heads, but leaves %d in '%s' and %d before it"
                .formatted(mode, kept, block.id().name(), before));
      }
      int width = subject.dense().config().modelDim();
      if (!subject.heads().allows(kept, width)) {
        throw PlanCheck.bad(
            "the plan says portable heads, but leaves %d in '%s', which does not divide d_model %d"
                .formatted(kept, block.id().name(), width));
      }
    }
  }

  @Override
  public Structure ensures(Structure before) {
    Structure left = before;
    for (Map.Entry<String, List<Integer>> leaving : edit.groups().entrySet()) {
      Block block = before.block(leaving.getKey()).orElseThrow();
      left = left.without(new GroupSet(block, leaving.getValue()));
    }
    return left;
  }

  @Override
  public void apply(Draft draft) {
    if (edit.groups().isEmpty()) {
      return;
    }
    WhisperModel before = draft.model();
    List<GroupSet> leaving = leaving(before);
    GroupCuts cuts = new GroupCuts(before, leaving);
    for (GroupSet groups : leaving) {
      cuts.cut(groups.block(), draft.editors());
      Block left = groups.others();
      if (left.id().kind().isAttention()) {
        HeadCountRewrite.setHeads(before.headSites(left), left, draft.editors());
      } else {
        UnitDeclarations.setUnits(before, groups.block(), left.groups());
      }
    }
    draft.become(cuts.left());
    if (draft.heads().isEven()) {
      draft.model().folder().layout().declareRemoval(draft.model());
    }
    new ConfigRewrite(draft).follow(edit);
  }

  /** Sets the same slices to zero instead: what removal must be equal to. */
  void zero(Draft draft) {
    for (GroupSet groups : leaving(draft.model())) {
      Ranges steps = groups.steps();
      for (Coupling coupling : groups.block().couplings()) {
        draft.change(
            coupling.role(),
            (stored, form) -> {
              int axis = form.storedAxis(coupling.axis(), stored.rank());
              return AxisSteps.zero(stored, axis, form.stored(axis, steps));
            });
      }
    }
  }

  private List<GroupSet> leaving(WhisperModel model) {
    return edit.groups().entrySet().stream()
        .map(
            leaving ->
                new GroupSet(model.block(leaving.getKey()).orElseThrow(), leaving.getValue()))
        .toList();
  }
}
