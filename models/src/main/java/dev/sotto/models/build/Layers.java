package dev.sotto.models.build;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Transposition;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Map;
import java.util.TreeMap;

/**
 * The parts that encoder and decoder share: linear layers, normalisations, feed-forward networks.
 *
 * <p>{@code B} batch, {@code T} positions, {@code D} d_model, {@code U} units.
 */
final class Layers {
  private static final float EPSILON = 1e-5f;
  private static final float ROOT_OF_TWO = (float) Math.sqrt(2);

  private final WeightSource weights;
  private final Sizes sizes;

  Layers(WeightSource weights, Sizes sizes) {
    this.weights = weights;
    this.sizes = sizes;
  }

  Sizes sizes() {
    return sizes;
  }

  WeightSource weights() {
    return weights;
  }

  /** The initializer of a role in its logical form. */
  String weight(GraphBuilder at, String role, long... shape) {
    return at.weight("model." + role, weights.weight(role, shape));
  }

  /** The initializer {@code [in, out]} of a role whose logical form is {@code [out, in]}. */
  String transposed(GraphBuilder at, String role, int out, int in) {
    return at.weight("model." + role, Transposition.transpose(weights.weight(role, out, in)));
  }

  /** {@code [B, T, in] -> [B, T, out]}, without a bias. */
  String product(GraphBuilder at, String input, String role, int in, int out) {
    return at.node("MatMul", input, transposed(at, role, out, in));
  }

  /**
   * {@code [B, T, in] -> [B, T, out]}.
   *
   * @param layer the role without {@code .weight} and {@code .bias}
   */
  String linear(GraphBuilder at, String input, String layer, int in, int out) {
    String product = product(at, input, layer + ".weight", in, out);
    return at.node("Add", weight(at, layer + ".bias", out), product);
  }

  /** The normalisation before a block. */
  String norm(GraphBuilder at, String input, BlockId block) {
    String role = block.normRole("weight");
    String layer = role.substring(0, role.lastIndexOf('.'));
    String name = layer.substring(layer.lastIndexOf('.') + 1);
    return at.at(name).node("LayerNormalization", norm(), inputs(at, input, layer));
  }

  /** The normalisation that closes a stack. */
  String closingNorm(GraphBuilder at, String input, Stack stack, String output) {
    String layer = stack.label() + ".layer_norm";
    return at.at("layer_norm")
        .nodeTo(output, "LayerNormalization", norm(), inputs(at, input, layer));
  }

  private static Map<String, Attribute> norm() {
    // Sorted, as the order of attributes is part of the file.
    return new TreeMap<>(
        Map.of("axis", new Attribute.Int(-1), "epsilon", new Attribute.Real(EPSILON)));
  }

  private String[] inputs(GraphBuilder at, String input, String layer) {
    int width = sizes.config().modelDim();
    return new String[] {
      input, weight(at, layer + ".weight", width), weight(at, layer + ".bias", width)
    };
  }

  /** {@code [B, T, D] -> [B, T, D]}: normalisation, fc1, GELU, fc2, and the way around them. */
  String feedForward(GraphBuilder at, String input, Stack stack, int layer) {
    BlockId block = new BlockId(stack, layer, Kind.FEED_FORWARD);
    int width = sizes.config().modelDim();
    String fc1 = block.role("fc1");
    int units = weights.outputs(fc1 + ".weight", sizes.usualUnits(stack));
    String normed = norm(at, input, block);
    String hidden = gelu(at.at("activation_fn"), linear(at.at("fc1"), normed, fc1, width, units));
    String out = linear(at.at("fc2"), hidden, block.role("fc2"), units, width);
    return at.node("Add", input, out);
  }

  /** {@code x (1 + erf(x / sqrt(2))) / 2}, as exporters write it before opset 20. */
  String gelu(GraphBuilder at, String input) {
    String erf = at.node("Erf", at.node("Div", input, at.real(ROOT_OF_TWO)));
    String product = at.node("Mul", input, at.node("Add", erf, at.real(1)));
    return at.node("Mul", product, at.real(0.5f));
  }
}
