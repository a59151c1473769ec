package dev.sotto.models.shape;

import java.util.List;

/** What one operator makes of the shapes of its inputs. */
@FunctionalInterface
interface Operator {

  /**
   * The outputs of the call, in order; more than the node asks for are ignored.
   *
   * @throws dev.sotto.models.SottoException if an input is missing or its elements must be known
   *     and are not
   * @throws IllegalArgumentException if the shapes do not fit together
   */
  List<ShapedValue> infer(OperatorCall call);
}
