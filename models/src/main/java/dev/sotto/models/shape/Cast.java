package dev.sotto.models.shape;

import dev.sotto.models.graph.ElementType;
import java.util.List;
import java.util.Optional;

/** Cast: whole numbers stay known under a whole type, and become unknown as real numbers. */
final class Cast implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    Optional<ElementType> type = ElementType.ofOnnx((int) call.attribute("to", 0));
    SameShape cast =
        switch (type.orElseThrow(() -> call.fail("casts to an unknown element type"))) {
          case INT64 -> SameShape.of(value -> value);
          case INT32 -> SameShape.of(value -> (int) value);
          case BOOL -> SameShape.of(value -> value == 0 ? 0 : 1);
          default -> SameShape.unknown();
        };
    return cast.infer(call);
  }
}
