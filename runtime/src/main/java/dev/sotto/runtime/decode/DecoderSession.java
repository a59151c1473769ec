package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.DecoderPorts;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * One decoder file: the decoder, the decoder with past, or both in one (merged). What it is follows
 * from its ports, and it is fed exactly those.
 */
final class DecoderSession implements AutoCloseable {
  private final InferenceSession session;
  private final WhisperConfig config;
  private final DecoderPorts ports;
  private final int vocabulary;

  DecoderSession(InferenceSession session, ExportLayout layout, WhisperConfig config) {
    this.session = session;
    this.config = config;
    this.ports = layout.decoderPorts(new Declared(session.inputs(), session.outputs()));
    this.vocabulary = config.vocabularySize();
    if (!ports.others().isEmpty()) {
      throw SottoException.badInput(
          session.model(),
          "expected the inputs of an %s decoder, found \"%s\""
              .formatted(layout.name(), ports.others().get(0).name()));
    }
    ValueInfo logits = session.requireFloats(session.outputs().get(ports.logits()), ports.logits());
    long scored = logits.size(2).orElse(vocabulary);
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

  DecoderPorts ports() {
    return ports;
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
    List<Value> owned = new ArrayList<>();
    try (Value into = Value.floats(logits, batch, length, vocabulary)) {
      Map<String, Value> inputs =
          ports.inputs(
              input -> own(owned, Value.longs(tokens, batch, length)),
              input -> states,
              input -> own(owned, Value.booleans(cache.isPresent())),
              input -> own(owned, positions(past, length)),
              port ->
                  cache
                      .map(held -> held.get(port.id()))
                      .orElseGet(() -> own(owned, KeyValueCache.unread(port, config, batch))));
      return session.run(inputs, wanted, Map.of(ports.logits(), into));
    } finally {
      owned.forEach(Value::close);
    }
  }

  private static Value own(List<Value> owned, Value value) {
    owned.add(value);
    return value;
  }

  /** Where tokens stand that follow {@code past} others. */
  static Value positions(int past, int length) {
    long[] positions = LongStream.range(past, past + length).toArray();
    return Value.longs(LongBuffer.wrap(positions), length);
  }

  InferenceSession session() {
    return session;
  }

  @Override
  public void close() {
    session.close();
  }
}
