package dev.sotto.models.rewrite;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.SlicedData;
import dev.sotto.models.weights.ZeroedData;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.GroupSet;
import dev.sotto.models.whisper.Ranges;
import java.util.List;

/**
 * Takes groups out of a block: their slices of every coupled weight, and for heads the counts in
 * the graphs.
 *
 * <pre>
 *   fc1 [F, D], b1 [F], fc2 [D, F]      becomes   fc1 [F', D], b1 [F'], fc2 [D, F']
 *   q, k, v [H*K, D], out [D, H*K]      becomes   q, k, v [H'*K, D], out [D, H'*K]
 * </pre>
 */
final class GroupRemoval {
  private final WhisperModel model;
  private final WeightRewrite weights;
  private final HeadCountRewrite heads;

  GroupRemoval(WhisperModel model, GraphEditor.PerGraph editors) {
    this.model = model;
    this.weights = new WeightRewrite(editors);
    this.heads = new HeadCountRewrite(model, editors);
  }

  void remove(Block block, List<Integer> removed) {
    Ranges kept = new GroupSet(block, removed).steps().others(block.groups() * block.groupSize());
    for (Coupling coupling : block.couplings()) {
      weights.change(
          model.weight(coupling.role()).orElseThrow(),
          (stored, site) -> SlicedData.slice(stored, site.storedAxis(coupling.axis()), kept));
    }
    if (block.id().kind().isAttention()) {
      heads.setHeads(block, block.groups() - removed.size());
    } else {
      UnitDeclarations.setUnits(model, block, block.groups() - removed.size());
    }
  }

  /** Sets the same slices to zero instead: what removal must be equal to. */
  void zero(Block block, List<Integer> removed) {
    Ranges zeroed = new GroupSet(block, removed).steps();
    for (Coupling coupling : block.couplings()) {
      weights.change(
          model.weight(coupling.role()).orElseThrow(),
          (stored, site) -> ZeroedData.zero(stored, site.storedAxis(coupling.axis()), zeroed));
    }
  }
}
