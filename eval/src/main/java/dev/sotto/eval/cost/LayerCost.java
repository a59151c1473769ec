package dev.sotto.eval.cost;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is left of one layer and what it costs.
 *
 * @param index counted from 0
 * @param widths heads or units of each block that the layer has
 * @param parameters of all that the layer holds, its normalisations too
 * @param flops of all its blocks together, see {@link BlockFlops}
 */
public record LayerCost(
    Stack stack, int index, Map<Kind, Integer> widths, long parameters, Flops flops) {

  public LayerCost {
    Objects.requireNonNull(stack);
    widths = Collections.unmodifiableMap(new EnumMap<>(widths));
    Objects.requireNonNull(flops);
  }

  /** The layers of a model, those of the encoder first. */
  public static List<LayerCost> of(WhisperModel model) {
    List<LayerCost> layers = new ArrayList<>();
    for (Stack stack : Stack.values()) {
      int count = model.config().of(stack).layers();
      for (int index = 0; index < count; index++) {
        layers.add(of(model, stack, index));
      }
    }
    return layers;
  }

  private static LayerCost of(WhisperModel model, Stack stack, int index) {
    Map<Kind, Integer> widths = new EnumMap<>(Kind.class);
    Flops flops = Flops.NONE;
    for (Kind kind : Kind.values()) {
      Optional<Block> block = model.block(new BlockId(stack, index, kind).name());
      if (block.isPresent()) {
        widths.put(kind, block.get().groups());
        flops = flops.plus(BlockFlops.of(model, block.get()));
      }
    }
    String prefix = stack.label() + ".layers." + index + ".";
    long parameters =
        model.weights().values().stream()
            .filter(weight -> weight.role().startsWith(prefix))
            .mapToLong(weight -> weight.elements())
            .sum();
    return new LayerCost(stack, index, widths, parameters, flops);
  }

  /** Heads or units of a block; 0 where the layer has none of that kind. */
  public int width(Kind kind) {
    return widths.getOrDefault(kind, 0);
  }
}
