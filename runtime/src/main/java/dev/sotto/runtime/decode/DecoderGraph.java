package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * One decoder file: the decoder, the decoder with past, or both in one (merged). What it is follows
 * from its declared inputs, and it is fed exactly those.
 */
final class DecoderGraph implements AutoCloseable {
  static final String LOGITS = "logits";
  private static final String TOKENS = "input_ids";
  private static final String ENCODER_STATES = "encoder_hidden_states";
  private static final String USE_CACHE = "use_cache_branch";
  private static final String CACHE_POSITION = "cache_position";
  private static final String PAST = "past_key_values.";
  private static final Set<String> KNOWN =
      Set.of(TOKENS, ENCODER_STATES, USE_CACHE, CACHE_POSITION);

  private final InferenceSession session;
  private final WhisperConfig config;
  private final int vocabulary;

  DecoderGraph(InferenceSession session, WhisperConfig config) {
    this.session = session;
    this.config = config;
    for (String name : session.inputs().keySet()) {
      if (!KNOWN.contains(name) && !name.startsWith(PAST)) {
        throw SottoException.badInput(
            session.model(), "expected the inputs of an Optimum decoder, found \"" + name + "\"");
      }
    }
    ValueInfo logits = session.requireFloats(session.outputs().get(LOGITS), LOGITS);
    this.vocabulary = config.vocabularySize();
    long scored = size(logits.shape().orElse(List.of()), 2, vocabulary);
    if (scored != vocabulary) {
      throw SottoException.badInput(
          session.model(),
          "expected logits for %d tokens (\"vocab_size\" in %s), found %d"
              .formatted(vocabulary, WhisperConfig.FILE_NAME, scored));
    }
  }

  int vocabulary() {
    return vocabulary;
  }

  /** Whether this file can decode without a cache. */
  boolean takesPrompt() {
    return pastInputs().isEmpty() || session.inputs().containsKey(USE_CACHE);
  }

  /** The inputs that take the cache. */
  List<String> pastInputs() {
    return session.inputs().keySet().stream().filter(name -> name.startsWith(PAST)).toList();
  }

  /** The outputs that give the cache of self-attention, or of both attentions. */
  List<String> presents(boolean crossToo) {
    return session.outputs().keySet().stream()
        .filter(name -> name.startsWith("present."))
        .filter(name -> crossToo || name.contains(".decoder."))
        .toList();
  }

  /**
   * Runs the decoder on {@code tokens} [B, T].
   *
   * @param cache the cache of {@code past} positions; empty to run without one
   * @param states the encoder's output [B, S, D]
   * @param logits receives [B, T, V]
   * @param wanted outputs to give beside the logits
   */
  Results run(
      LongBuffer tokens,
      int batch,
      int past,
      Optional<KeyValueCache> cache,
      Value states,
      FloatBuffer logits,
      List<String> wanted) {
    int length = tokens.remaining() / batch;
    Map<String, Value> inputs = new HashMap<>();
    List<Value> owned = new ArrayList<>();
    try (Value into = Value.floats(logits, batch, length, vocabulary)) {
      for (ValueInfo input : session.inputs().values()) {
        Value value =
            switch (input.name()) {
              case TOKENS -> own(owned, Value.longs(tokens, batch, length));
              case ENCODER_STATES -> states;
              case USE_CACHE -> own(owned, Value.booleans(cache.isPresent()));
              case CACHE_POSITION -> own(owned, positions(past, length));
              default ->
                  cache.isPresent()
                      ? cache.get().get(input.name())
                      : own(owned, unusedPast(input, batch));
            };
        inputs.put(input.name(), value);
      }
      return session.run(inputs, wanted, Map.of(LOGITS, into));
    } finally {
      owned.forEach(Value::close);
    }
  }

  private static Value own(List<Value> owned, Value value) {
    owned.add(value);
    return value;
  }

  private static Value positions(int past, int length) {
    long[] positions = LongStream.range(past, past + length).toArray();
    return Value.longs(LongBuffer.wrap(positions), length);
  }

  /**
   * A merged decoder wants a past even where it does not read it. Its shape is that of the layer's
   * own declaration: in a pruned export head counts differ from layer to layer.
   */
  private Value unusedPast(ValueInfo input, int batch) {
    List<Dim> dims = input.shape().orElse(List.of());
    int headDim = config.modelDim() / config.decoder().heads();
    return Value.zeros(
        input.type().orElse(ElementType.FLOAT),
        size(dims, 0, batch),
        size(dims, 1, config.decoder().heads()),
        size(dims, 2, 1),
        size(dims, 3, headDim));
  }

  private static long size(List<Dim> dims, int axis, long ifSymbolic) {
    return axis < dims.size() && dims.get(axis) instanceof Dim.Size size
        ? size.value()
        : ifSymbolic;
  }

  InferenceSession session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
