package dev.sotto.models.plan;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.rewrite.Structure;
import dev.sotto.models.weights.FloatEncoding;
import dev.sotto.models.weights.LogicalWeight;
import java.nio.ByteBuffer;

/** Does {@link ZeroBelow}. */
record Thresholding(ZeroBelow edit) implements Applier {

  @Override
  public void requires(Subject subject) {
    for (String role : edit.magnitudes().keySet()) {
      LogicalWeight weight =
          subject
              .dense()
              .weight(role)
              .filter(dense -> subject.structure().shape(role).isPresent())
              .orElseThrow(
                  () ->
                      PlanCheck.bad(
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
                        form.withPart(stored, zeroBelow(magnitude, form.part(stored)))));
  }

  /** Made when it is asked for. */
  private static Tensor zeroBelow(double magnitude, Tensor tensor) {
    TensorData data =
        TensorData.computed(
            tensor.data().byteSize(),
            to -> {
              ByteBuffer from = tensor.bytes();
              while (from.hasRemaining()) {
                float weight = from.getFloat();
                to.putFloat(Math.abs(weight) < magnitude ? 0f : weight);
              }
            });
    return tensor.withData(tensor.shape(), data);
  }
}
