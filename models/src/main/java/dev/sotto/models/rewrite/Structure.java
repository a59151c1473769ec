package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.LogicalAxis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an export is made of: the groups of each block and the logical shape of each role. What a
 * plan leaves is computed from the dense model and the plan alone, so that a rewrite can be held
 * against it.
 */
public final class Structure {
  private final Map<String, String> parts = new TreeMap<>();

  private Structure() {}

  /** The structure of a model as it was read. */
  public static Structure of(WhisperModel model) {
    return after(model, Map.of());
  }

  /** What {@code plan} leaves of a model as it was read. */
  public static Structure after(WhisperModel model, Plan plan) {
    return after(model, plan.remove());
  }

  private static Structure after(WhisperModel model, Map<String, List<Integer>> removed) {
    Structure structure = new Structure();
    Map<String, List<Long>> shapes = new TreeMap<>();
    model.weights().forEach((role, weight) -> shapes.put(role, shape(weight)));
    for (Block block : model.blocks()) {
      String name = block.id().name();
      int leaving = removed.getOrDefault(name, List.of()).size();
      structure.parts.put(
          name, (block.groups() - leaving) + " groups of size " + block.groupSize());
      for (Coupling coupling : block.couplings()) {
        int axis = coupling.axis() == LogicalAxis.OUT ? 0 : 1;
        shapes
            .get(coupling.role())
            .set(axis, shapes.get(coupling.role()).get(axis) - (long) leaving * block.groupSize());
      }
    }
    shapes.forEach((role, shape) -> structure.parts.put(role, "shape " + shape));
    return structure;
  }

  private static List<Long> shape(LogicalWeight weight) {
    return new ArrayList<>(Arrays.stream(weight.shape()).boxed().toList());
  }

  /**
   * Reads an export and checks that it has this structure.
   *
   * @throws SottoException if it is not recognised, or naming the first block or role that differs
   */
  public WhisperModel check(ExportFolder export) {
    WhisperModel read = export.read();
    Structure found = of(read);
    TreeSet<String> names = new TreeSet<>(parts.keySet());
    names.addAll(found.parts.keySet());
    for (String name : names) {
      if (!Objects.equals(parts.get(name), found.parts.get(name))) {
        throw SottoException.badInput(
            export.folder(),
            "expected "
                + parts.getOrDefault(name, "none")
                + " for "
                + name
                + ", found "
                + found.parts.getOrDefault(name, "none"));
      }
    }
    return read;
  }
}
