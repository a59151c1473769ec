package dev.sotto.models.export;

import dev.sotto.models.graph.ValueInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

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

  /** What a call feeds to each kind of input. */
  public interface Feed<V> {
    V tokens(ValueInfo input);

    V states(ValueInfo input);

    V useCache();

    V positions();

    V cache(CachePort port);
  }

  /** What a call feeds, by the name of the input. */
  public <V> Map<String, V> inputs(Feed<V> feed) {
    Map<String, V> inputs = new HashMap<>();
    inputs.put(tokens.name(), feed.tokens(tokens));
    states.ifPresent(input -> inputs.put(input.name(), feed.states(input)));
    useCache.ifPresent(input -> inputs.put(input.name(), feed.useCache()));
    positions.ifPresent(input -> inputs.put(input.name(), feed.positions()));
    pasts().forEach(port -> inputs.put(port.past().orElseThrow().name(), feed.cache(port)));
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
