package dev.sotto.models.whisper;

import dev.sotto.models.whisper.BlockId.Stack;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whole layers that leave. Those behind them move up, so that the numbers of what stays have no
 * gaps: where layer 1 of four leaves, 2 and 3 become 1 and 2.
 *
 * @param layers of each stack, counted from 0; a stack that keeps all is not there
 */
public record LeavingLayers(Map<Stack, NavigableSet<Integer>> layers) {
  public static final LeavingLayers NONE = new LeavingLayers(Map.of());

  private static final Pattern OF_LAYER =
      Pattern.compile("(?<stack>encoder|decoder)\\.layers\\.(?<layer>\\d{1,6})(?<rest>\\..+)?");

  public LeavingLayers {
    Map<Stack, NavigableSet<Integer>> copy = new EnumMap<>(Stack.class);
    layers.forEach(
        (stack, leaving) -> {
          if (!leaving.isEmpty()) {
            copy.put(stack, Collections.unmodifiableNavigableSet(new TreeSet<>(leaving)));
          }
        });
    layers = Collections.unmodifiableMap(copy);
  }

  /** Layers in any order. */
  public static LeavingLayers of(Collection<LayerId> layers) {
    Map<Stack, NavigableSet<Integer>> leaving = new EnumMap<>(Stack.class);
    layers.forEach(
        layer ->
            leaving.computeIfAbsent(layer.stack(), key -> new TreeSet<>()).add(layer.number()));
    return new LeavingLayers(leaving);
  }

  public boolean isEmpty() {
    return layers.isEmpty();
  }

  /** The layers that leave one stack. */
  public NavigableSet<Integer> of(Stack stack) {
    return layers.getOrDefault(stack, Collections.emptyNavigableSet());
  }

  public boolean has(Stack stack, int layer) {
    return of(stack).contains(layer);
  }

  /** How many leave. */
  public int count() {
    return layers.values().stream().mapToInt(NavigableSet::size).sum();
  }

  /** What a layer that stays is numbered afterwards. */
  public int after(Stack stack, int layer) {
    return layer - of(stack).headSet(layer, false).size();
  }

  /** What a layer that is numbered {@code layer} afterwards was numbered before. */
  public int before(Stack stack, int layer) {
    int number = layer;
    for (int leaving : of(stack)) {
      number += leaving <= number ? 1 : 0;
    }
    return number;
  }

  /** What a role or block is called afterwards; nothing if it leaves. */
  public Optional<String> after(String name) {
    return layer(name)
        .map(
            layer ->
                has(layer.stack(), layer.number())
                    ? Optional.<String>empty()
                    : Optional.of(layer.name().apply(after(layer.stack(), layer.number()))))
        .orElse(Optional.of(name));
  }

  /** What a role or block that is called {@code name} afterwards was called before. */
  public String before(String name) {
    return layer(name)
        .map(layer -> layer.name().apply(before(layer.stack(), layer.number())))
        .orElse(name);
  }

  /** Whether a role or block leaves. */
  public boolean has(String name) {
    return after(name).isEmpty();
  }

  /** What a block is afterwards; nothing if it leaves. */
  public Optional<Block> after(Block block) {
    BlockId id = block.id();
    if (has(id.stack(), id.layer())) {
      return Optional.empty();
    }
    List<Coupling> couplings =
        block.couplings().stream()
            .map(coupling -> new Coupling(after(coupling.role()).orElseThrow(), coupling.axis()))
            .toList();
    BlockId moved = new BlockId(id.stack(), after(id.stack(), id.layer()), id.kind());
    return Optional.of(new Block(moved, block.groups(), block.groupSize(), couplings));
  }

  /** These and then {@code more} of what they left, all numbered as before both. */
  public LeavingLayers and(LeavingLayers more) {
    Map<Stack, NavigableSet<Integer>> all = new EnumMap<>(Stack.class);
    for (Stack stack : Stack.values()) {
      NavigableSet<Integer> both = new TreeSet<>(of(stack));
      more.of(stack).forEach(layer -> both.add(before(stack, layer)));
      all.put(stack, both);
    }
    return new LeavingLayers(all);
  }

  private record OfLayer(Stack stack, int number, IntFunction<String> name) {}

  private static Optional<OfLayer> layer(String name) {
    Matcher matcher = OF_LAYER.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Stack stack = matcher.group("stack").equals("encoder") ? Stack.ENCODER : Stack.DECODER;
    String rest = Optional.ofNullable(matcher.group("rest")).orElse("");
    return Optional.of(
        new OfLayer(
            stack,
            Integer.parseInt(matcher.group("layer")),
            number -> stack.label() + ".layers." + number + rest));
  }

  /** All that leave, those of the encoder first. */
  public List<LayerId> all() {
    return layers.entrySet().stream()
        .flatMap(
            stack -> stack.getValue().stream().map(layer -> new LayerId(stack.getKey(), layer)))
        .toList();
  }

  /** For example {@code encoder.2, decoder.1}. */
  @Override
  public String toString() {
    return all().stream().map(LayerId::toString).collect(Collectors.joining(", "));
  }
}
