package dev.sotto.models.plan;

import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.BlockFormat;
import dev.sotto.models.quantize.QuantizedMatrix;
import dev.sotto.models.rewrite.Quantizing;
import dev.sotto.models.rewrite.Structure;
import java.util.Map;

/** Does {@link Quantize}. */
record Quantization(Quantize edit) implements Applier {
  @Override
  public void requires(Subject subject) {
    edit.rounded().ifPresent(WeightReplacement::requires);
    edit.formats()
        .forEach(
            (role, format) -> {
              if (!subject.structure().roles().contains(role)) {
                throw PlanCheck.bad(
                    "the plan quantises '" + role + "', which the model does not have");
              }
              subject.dense().weight(role).ifPresent(weight -> Quantizing.check(weight, format));
            });
  }

  @Override
  public Structure ensures(Structure before) {
    return before.packed(edit.formats());
  }

  @Override
  public void apply(Draft draft) {
    Map<String, Tensor> rounded =
        edit.rounded().map(ReplaceWeights.Source::weights).orElse(Map.of());
    Quantizing.quantize(
        draft.model(),
        edit.formats(),
        (role, format) -> rounding(draft, rounded, role, format),
        draft.editors());
    // Where they were there is something else, which nobody is to change.
    draft.become(draft.model().with(Map.of(), draft.model().blocks()));
  }

  private static QuantizedMatrix rounding(
      Draft draft, Map<String, Tensor> rounded, String role, BlockFormat format) {
    Tensor matrix = draft.model().weight(role).orElseThrow().logical();
    return QuantizedMatrix.of(rounded, role, format, matrix.shape())
        .orElseGet(() -> QuantizedMatrix.nearest(matrix, format));
  }
}
