package dev.sotto.eval.cost;

import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.BlockId;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the files of a model tell beyond its result: what is left of every layer, and what their
 * bytes hold.
 *
 * @param layers those of the encoder first, each stack from its first layer
 * @param cached whether it decodes with a cache; without one, FLOPs of the decoder cannot be told
 *     by layer
 * @param bytes of its graphs and their external data, by what they hold
 */
public record ModelAnatomy(List<LayerCost> layers, boolean cached, Map<WeightKind, Long> bytes) {

  public ModelAnatomy {
    layers = List.copyOf(layers);
    bytes = Collections.unmodifiableMap(new EnumMap<>(bytes));
  }

  public static ModelAnatomy of(ExportFolder export) {
    WhisperModel model = export.read();
    return new ModelAnatomy(
        LayerCost.of(model),
        !export.forms().isEmpty(),
        WeightKind.bytes(model, ExportBytes.of(export)));
  }

  public List<LayerCost> layers(BlockId.Stack stack) {
    return layers.stream().filter(layer -> layer.stack() == stack).toList();
  }
}
