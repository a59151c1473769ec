package dev.sotto.models;

import dev.sotto.models.build.Frames;
import dev.sotto.models.graph.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As {@link SmallExport}, with three layers in the encoder and four in the decoder. */
public final class TallExport {
  public static final int ENCODER_LAYERS = 3;
  public static final int DECODER_LAYERS = 4;

  private static final Pattern OF_LAYER =
      Pattern.compile("(encoder|decoder)\\.layers\\.(\\d+)\\.(.*)");

  private TallExport() {}

  /** A weight for every role. */
  public static Map<String, Tensor> weights() {
    Map<String, Tensor> weights = new LinkedHashMap<>(SmallExport.weights());
    Random random = new Random(12);
    SmallExport.shapes()
        .forEach(
            (role, shape) -> {
              Matcher layer = OF_LAYER.matcher(role);
              if (layer.matches() && layer.group(2).equals("0")) {
                int layers = layer.group(1).equals("encoder") ? ENCODER_LAYERS : DECODER_LAYERS;
                for (int number = SmallExport.LAYERS; number < layers; number++) {
                  String name = layer.group(1) + ".layers." + number + "." + layer.group(3);
                  weights.put(name, SmallExport.tensor(name, random, shape));
                }
              }
            });
    return weights;
  }

  /**
   * Those of {@code weights} whose layer stays, by their new names.
   *
   * @param encoder what a layer is numbered from now on; -1 if it leaves
   */
  public static Map<String, Tensor> moved(
      Map<String, Tensor> weights, IntUnaryOperator encoder, IntUnaryOperator decoder) {
    Map<String, Tensor> moved = new LinkedHashMap<>();
    weights.forEach(
        (role, tensor) -> {
          Matcher layer = OF_LAYER.matcher(role);
          if (!layer.matches()) {
            moved.put(role, tensor);
            return;
          }
          int before = Integer.parseInt(layer.group(2));
          int after = (role.startsWith("encoder") ? encoder : decoder).applyAsInt(before);
          if (after >= 0) {
            moved.put(layer.group(1) + ".layers." + after + "." + layer.group(3), tensor);
          }
        });
    return moved;
  }

  /** With a merged decoder, and any number of layers. */
  public static Path build(Path folder, Map<String, Tensor> weights, int encoder, int decoder) {
    String config =
        SmallExport.CONFIG
            .replace("\"encoder_layers\": 2", "\"encoder_layers\": " + encoder)
            .replace("\"decoder_layers\": 2", "\"decoder_layers\": " + decoder);
    return SmallExport.build(folder, config, weights, Frames.FIXED);
  }

  /** With all layers. */
  public static Path build(Path folder) {
    return build(folder, weights(), ENCODER_LAYERS, DECODER_LAYERS);
  }
}
