package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.rewrite.ThresholdedData;
import dev.sotto.models.weights.FloatEncoding;
import dev.sotto.models.weights.LogicalWeight;

/** Does {@link ZeroBelow}. */
record Thresholding(ZeroBelow edit) implements Applier {

  @Override
  public void requires(Subject subject) {
    for (String role : edit.magnitudes().keySet()) {
      LogicalWeight weight =
          subject
              .dense()
              .weight(role)
              .orElseThrow(
                  () ->
                      new SottoException(
                          SottoException.Code.BAD_INPUT,
                          "the plan sets weights of '"
                              + role
                              + "' to zero, which the model does not have"));
      if (weight.first().form().encoding() != FloatEncoding.FLOAT32) {
        throw SottoException.badInput(
            "tensor '" + weight.first().tensor().name() + "'",
            "expected float32 weights to set to zero, found " + weight.first().tensor().type());
      }
    }
  }

  @Override
  public Structure ensures(Structure before) {
    return before;
  }

  @Override
  public void apply(Draft draft) {
    edit.magnitudes()
        .forEach(
            (role, magnitude) ->
                draft.change(
                    role,
                    (stored, form) ->
                        form.withPart(
                            stored, ThresholdedData.threshold(form.part(stored), magnitude))));
  }
}
