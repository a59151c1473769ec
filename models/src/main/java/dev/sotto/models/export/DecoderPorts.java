package dev.sotto.models.export;

import dev.sotto.models.graph.ValueInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a caller feeds a decoder and gets from it.
 *
 * @param tokens the input that takes token ids {@code [B, T]}
 * @param states the input that takes the encoder's states {@code [B, S, D]}
 * @param useCache the switch of a decoder that runs with a cache and without
 * @param positions the input that takes the positions of the tokens {@code [T]}
 * @param caches what it takes from the call before and gives to the next
 * @param logits the output that gives the scores {@code [B, T, V]} of the next tokens
 * @param others inputs that no Whisper decoder has
 */
public record DecoderPorts(
    ValueInfo tokens,
    Optional<ValueInfo> states,
    Optional<ValueInfo> useCache,
    Optional<ValueInfo> positions,
    List<CachePort> caches,
    String logits,
    List<ValueInfo> others) {

  public DecoderPorts {
    Objects.requireNonNull(tokens);
    caches = List.copyOf(caches);
    Objects.requireNonNull(logits);
    others = List.copyOf(others);
  }

  /**
   * What a call feeds, by the name of the input. Each kind of input is asked for what it holds,
   * where this decoder has it.
   */
  public <V> Map<String, V> inputs(
      Function<ValueInfo, V> tokens,
      Function<ValueInfo, V> states,
      Function<ValueInfo, V> useCache,
      Function<ValueInfo, V> positions,
      Function<CachePort, V> cache) {
    Map<String, V> inputs = new HashMap<>();
    inputs.put(this.tokens.name(), tokens.apply(this.tokens));
    this.states.ifPresent(input -> inputs.put(input.name(), states.apply(input)));
    this.useCache.ifPresent(input -> inputs.put(input.name(), useCache.apply(input)));
    this.positions.ifPresent(input -> inputs.put(input.name(), positions.apply(input)));
    pasts().forEach(port -> inputs.put(port.past().orElseThrow().name(), cache.apply(port)));
    return inputs;
  }

  /** The caches that it takes. */
  public List<CachePort> pasts() {
    return caches.stream().filter(port -> port.past().isPresent()).toList();
  }

  /** The caches that it gives. */
  public List<CachePort> presents() {
    return caches.stream().filter(port -> port.present().isPresent()).toList();
  }
}
