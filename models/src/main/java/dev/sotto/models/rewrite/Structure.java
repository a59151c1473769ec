package dev.sotto.models.rewrite;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.quantize.NumberFormat;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.GroupSet;
import dev.sotto.models.whisper.LeavingLayers;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.Roles;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an export is made of: the groups of each block and the logical shape of each role. What
 * edits leave is computed from the dense model and the edits alone, so that a rewrite can be held
 * against it.
 */
public final class Structure {
  /** By name, in the order of the model. */
  private final Map<String, Block> blocks;

  private final Map<String, long[]> shapes;

  /** How a role's numbers are stored, if not as floats that are used as they are. */
  private final Map<String, NumberFormat> packing;

  /** Whether the encoder takes windows of any length up to its own. */
  private final boolean anyLength;

  private Structure(Map<String, Block> blocks, Map<String, long[]> shapes, boolean anyLength) {
    this(blocks, shapes, Map.of(), anyLength);
  }

  private Structure(
      Map<String, Block> blocks,
      Map<String, long[]> shapes,
      Map<String, NumberFormat> packing,
      boolean anyLength) {
    this.blocks = blocks;
    this.shapes = shapes;
    this.packing = packing;
    this.anyLength = anyLength;
  }

  /** The structure of a model as it was read. */
  public static Structure of(WhisperModel model) {
    Map<String, Block> blocks = new LinkedHashMap<>();
    model.blocks().forEach(block -> blocks.put(block.id().name(), block));
    Map<String, long[]> shapes = new TreeMap<>();
    model.weights().forEach((role, weight) -> shapes.put(role, weight.shape()));
    Map<String, NumberFormat> packing = new TreeMap<>();
    model
        .weights()
        .forEach((role, weight) -> weight.packing().ifPresent(form -> packing.put(role, form)));
    return new Structure(blocks, shapes, packing, ContextRewrite.isFlexible(model));
  }

  /** The same with numbers stored as something smaller. */
  public Structure packed(Map<String, NumberFormat> formats) {
    return new Structure(blocks, shapes, new TreeMap<>(formats), anyLength);
  }

  /** How numbers are stored, by role, where it is not as floats that are used as they are. */
  public Map<String, NumberFormat> packing() {
    return Collections.unmodifiableMap(packing);
  }

  /** The logical shapes, by role. */
  public Set<String> roles() {
    return Collections.unmodifiableSet(shapes.keySet());
  }

  /** What is left when {@code leaving} leave. */
  public Structure without(GroupSet leaving) {
    Structure left = new Structure(new LinkedHashMap<>(blocks), new TreeMap<>(shapes), anyLength);
    left.blocks.put(leaving.block().id().name(), leaving.others());
    for (Coupling coupling : leaving.block().couplings()) {
      long[] shape = shapes.get(coupling.role()).clone();
      shape[coupling.axis() == LogicalAxis.OUT ? 0 : 1] -= leaving.steps().size();
      left.shapes.put(coupling.role(), shape);
    }
    return left;
  }

  /** What is left when whole layers leave. */
  public Structure without(LeavingLayers leaving) {
    Map<String, Block> left = new LinkedHashMap<>();
    blocks
        .values()
        .forEach(
            block -> leaving.after(block).ifPresent(moved -> left.put(moved.id().name(), moved)));
    Map<String, long[]> leftShapes = new TreeMap<>();
    shapes.forEach(
        (role, shape) -> leaving.after(role).ifPresent(moved -> leftShapes.put(moved, shape)));
    return new Structure(left, leftShapes, anyLength);
  }

  /**
   * What is left when weights become products of two factors.
   *
   * @param ranks {@code k} by role: {@code [out, in]} becomes {@code [out, k]} and {@code [k, in]}
   */
  public Structure factored(Map<String, Integer> ranks) {
    Map<String, long[]> left = new TreeMap<>(shapes);
    ranks.forEach(
        (role, rank) -> {
          long[] whole = left.remove(role);
          left.put(Roles.left(role), new long[] {whole[0], rank});
          left.put(Roles.right(role), new long[] {rank, whole[1]});
        });
    Map<String, Block> factored = new LinkedHashMap<>();
    blocks.forEach((name, block) -> factored.put(name, block.factored(ranks.keySet())));
    return new Structure(factored, left, anyLength);
  }

  /** What is left when the vocabulary has {@code tokens} tokens. */
  public Structure withTokens(int tokens) {
    Map<String, long[]> left = new TreeMap<>(shapes);
    for (String role : List.of(Roles.EMBEDDING, Roles.PROJECTION)) {
      left.computeIfPresent(role, (name, shape) -> new long[] {tokens, shape[1]});
    }
    return new Structure(blocks, left, packing, anyLength);
  }

  /** What is left when windows have {@code positions}. */
  public Structure withPositions(int positions) {
    Map<String, long[]> left = new TreeMap<>(shapes);
    left.computeIfPresent(
        WhisperModel.FIXED_POSITIONS, (name, shape) -> new long[] {positions, shape[1]});
    return new Structure(blocks, left, anyLength);
  }

  /** The same with an encoder that takes windows of any length up to its own. */
  public Structure flexible() {
    return new Structure(blocks, shapes, packing, true);
  }

  /** How many layers a stack has. */
  public int layers(Stack stack) {
    return (int)
        blocks.values().stream()
            .map(Block::id)
            .filter(id -> id.stack() == stack && id.kind() == Kind.SELF_ATTENTION)
            .count();
  }

  /** The blocks in the order of the model. */
  public Collection<Block> blocks() {
    return Collections.unmodifiableCollection(blocks.values());
  }

  public Optional<Block> block(String name) {
    return Optional.ofNullable(blocks.get(name));
  }

  /** The logical shape of a role. */
  public Optional<long[]> shape(String role) {
    return Optional.ofNullable(shapes.get(role)).map(long[]::clone);
  }

  /** In words, by block and role. */
  private Map<String, String> parts() {
    Map<String, String> parts = new TreeMap<>();
    parts.put("windows", anyLength ? "any length" : "one length");
    blocks.forEach(
        (name, block) -> parts.put(name, block.groups() + " groups of size " + block.groupSize()));
    shapes.forEach(
        (role, shape) ->
            parts.put(
                role,
                "shape "
                    + Arrays.toString(shape)
                    + (packing.containsKey(role) ? " as " + packing.get(role).label() : "")));
    return parts;
  }

  /**
   * Reads an export and checks that it has this structure.
   *
   * @throws SottoException if it is not recognised, or naming the first block or role that differs
   */
  public WhisperModel check(ExportFolder export) {
    WhisperModel read = export.read();
    Map<String, String> expected = parts();
    Map<String, String> found = of(read).parts();
    TreeSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(found.keySet());
    for (String name : names) {
      if (!Objects.equals(expected.get(name), found.get(name))) {
        throw SottoException.badInput(
            export.folder(),
            "expected %s for %s, found %s"
                .formatted(
                    expected.getOrDefault(name, "none"), name, found.getOrDefault(name, "none")));
      }
    }
    return read;
  }
}
