package dev.sotto.eval.report.html;

import dev.sotto.eval.cost.BlockFlops;
import dev.sotto.eval.cost.ExportBytes;
import dev.sotto.eval.cost.Flops;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Block.Kind;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.WhisperModel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the files of a model tell beyond its result: what is left of every layer, and what their
 * bytes hold.
 *
 * @param layers those of the encoder first, each stack from its first layer
 * @param cached whether it decodes with a cache; without one, FLOPs of the decoder cannot be told
 *     by layer
 * @param bytes of its graphs and their external data, by what they hold
 */
public record ModelAnatomy(List<Layer> layers, boolean cached, Map<WeightKind, Long> bytes) {

  /**
   * One layer.
   *
   * @param widths heads or units of each block that it has
   * @param flops of all its blocks together
   */
  public record Layer(Block.Stack stack, int index, Map<Kind, Integer> widths, Flops flops) {
    public Layer {
      Objects.requireNonNull(stack);
      widths = Collections.unmodifiableMap(new EnumMap<>(widths));
    }

    /** Heads or units of a block; 0 where the layer has none of that kind. */
    public int width(Kind kind) {
      return widths.getOrDefault(kind, 0);
    }
  }

  public ModelAnatomy {
    layers = List.copyOf(layers);
    bytes = Collections.unmodifiableMap(new EnumMap<>(bytes));
  }

  static ModelAnatomy of(ExportFolder export) {
    WhisperModel model = OptimumLayout.read(export);
    return new ModelAnatomy(
        layers(model), !export.forms().isEmpty(), WeightKind.bytes(model, ExportBytes.of(export)));
  }

  List<Layer> layers(Block.Stack stack) {
    return layers.stream().filter(layer -> layer.stack() == stack).toList();
  }

  private static List<Layer> layers(WhisperModel model) {
    List<Layer> layers = new ArrayList<>();
    for (Block.Stack stack : Block.Stack.values()) {
      boolean encoder = stack == Block.Stack.ENCODER;
      int count = encoder ? model.config().encoderLayers() : model.config().decoderLayers();
      for (int index = 0; index < count; index++) {
        layers.add(layer(model, stack, index));
      }
    }
    return layers;
  }

  private static Layer layer(WhisperModel model, Block.Stack stack, int index) {
    Map<Kind, Integer> widths = new EnumMap<>(Kind.class);
    Flops flops = Flops.NONE;
    for (Kind kind : Kind.values()) {
      var block = model.block(new Block(stack, index, kind).name());
      if (block.isPresent()) {
        widths.put(kind, block.get().groups());
        flops = flops.plus(BlockFlops.of(model.config(), block.get()));
      }
    }
    return new Layer(stack, index, widths, flops);
  }
}
