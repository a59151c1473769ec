package dev.sotto.models.shape;

import dev.sotto.models.graph.Attribute;
import java.util.List;
import java.util.stream.LongStream;

/** Conv and ConvInteger: output sizes by the formula of the ONNX specification. */
final class Convolution implements Operator {
  @Override
  public List<ShapedValue> infer(OperatorCall call) {
    ShapedValue input = call.input(0); // [B, C, L1, ...]
    ShapedValue weight = call.input(1); // [M, C / group, k1, ...]
    if (call.node().attribute("auto_pad").filter(pad -> !explicitPads(pad)).isPresent()) {
      throw call.fail("pads automatically; expected explicit pads");
    }
    Products.inner(input.size(1), weight.size(1) * call.attribute("group", 1));
    int spatial = input.rank() - 2;
    long[] strides = list(call, "strides", spatial, 1);
    long[] dilations = list(call, "dilations", spatial, 1);
    long[] pads = list(call, "pads", 2 * spatial, 0);
    long[] shape = input.shape();
    shape[1] = weight.size(0);
    for (int i = 0; i < spatial; i++) {
      long reach = dilations[i] * (weight.size(2 + i) - 1) + 1;
      long padded = shape[2 + i] + pads[i] + pads[spatial + i];
      shape[2 + i] = Math.floorDiv(padded - reach, strides[i]) + 1;
    }
    return List.of(ShapedValue.ofShape(shape));
  }

  private static boolean explicitPads(Attribute pad) {
    return pad instanceof Attribute.Text text && text.value().equals("NOTSET");
  }

  private static long[] list(OperatorCall call, String key, int length, long fallback) {
    List<Long> given = call.node().intsAttribute(key);
    return given.isEmpty()
        ? LongStream.generate(() -> fallback).limit(length).toArray()
        : given.stream().mapToLong(value -> value).toArray();
  }
}
