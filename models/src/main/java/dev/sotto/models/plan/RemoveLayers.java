package dev.sotto.models.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.LeavingLayers;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Takes whole layers out: the stream passes where they were. What the edits behind it call a layer
 * is its number in what is left.
 *
 * @param leaving counted from 0 in what the edits before left
 */
public record RemoveLayers(LeavingLayers leaving) implements Edit {
  static final String KIND = "remove-layers";
  private static final String LAYERS = "layers";

  /** Reads the JSON form. */
  static RemoveLayers read(PlanFields fields) {
    Map<Stack, NavigableSet<Integer>> layers = new EnumMap<>(Stack.class);
    for (Map.Entry<String, List<Integer>> listed : fields.groups(LAYERS).entrySet()) {
      switch (listed.getKey()) {
        case "encoder" -> layers.put(Stack.ENCODER, new TreeSet<>(listed.getValue()));
        case "decoder" -> layers.put(Stack.DECODER, new TreeSet<>(listed.getValue()));
        default ->
            throw fields.bad(
                "expected layers of \"encoder\" and \"decoder\", found \""
                    + listed.getKey()
                    + "\"");
      }
    }
    return new RemoveLayers(new LeavingLayers(layers));
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public void write(ObjectNode json) {
    ObjectNode stacks = json.putObject(LAYERS);
    leaving
        .layers()
        .forEach(
            (stack, layers) -> {
              ArrayNode array = stacks.putArray(stack.label());
              layers.forEach(array::add);
            });
  }

  @Override
  public Applier applier() {
    return new LayerRemoval(this);
  }
}
