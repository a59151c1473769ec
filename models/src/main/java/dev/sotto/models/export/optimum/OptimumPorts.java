package dev.sotto.models.export.optimum;

import dev.sotto.models.export.CachePort;
import dev.sotto.models.export.CachePort.Axis;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.graph.ValueInfo;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Tells what a decoder's inputs and outputs are by their names. */
final class OptimumPorts {
  static final List<Axis> CACHE_AXES = List.of(Axis.BATCH, Axis.HEADS, Axis.POSITIONS, Axis.WIDTH);

  private static final Set<String> KNOWN =
      Set.of(
          OptimumNames.TOKENS, OptimumNames.STATES, OptimumNames.USE_CACHE, OptimumNames.POSITIONS);

  private final Declared declared;

  private OptimumPorts(Declared declared) {
    this.declared = declared;
  }

  static DecoderPorts of(Declared declared) {
    OptimumPorts ports = new OptimumPorts(declared);
    // A decoder that takes no tokens is told so by the one who runs it.
    ValueInfo tokens =
        ports
            .input(OptimumNames.TOKENS)
            .orElse(new ValueInfo(OptimumNames.TOKENS, Optional.empty(), Optional.empty()));
    return new DecoderPorts(
        tokens,
        ports.input(OptimumNames.STATES),
        ports.input(OptimumNames.USE_CACHE),
        ports.input(OptimumNames.POSITIONS),
        ports.caches(),
        OptimumNames.LOGITS,
        ports.others());
  }

  private Optional<ValueInfo> input(String name) {
    return Optional.ofNullable(declared.inputs().get(name));
  }

  private List<CachePort> caches() {
    Set<CachePort.Id> ids = new LinkedHashSet<>();
    declared.inputs().keySet().forEach(name -> OptimumNames.ofPast(name).ifPresent(ids::add));
    declared.outputs().keySet().forEach(name -> OptimumNames.ofPresent(name).ifPresent(ids::add));
    return ids.stream()
        .map(
            id ->
                new CachePort(
                    id,
                    input(OptimumNames.past(id)),
                    Optional.ofNullable(declared.outputs().get(OptimumNames.present(id))),
                    CACHE_AXES))
        .toList();
  }

  private List<ValueInfo> others() {
    return declared.inputs().values().stream()
        .filter(input -> !KNOWN.contains(input.name()))
        .filter(input -> OptimumNames.ofPast(input.name()).isEmpty())
        .toList();
  }
}
