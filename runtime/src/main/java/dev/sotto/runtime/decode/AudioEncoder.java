package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.ReusedFloats;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The encoder of an export.
 *
 * <p>Windows are encoded one by one, each straight into its slice of the batch. An encoder is bound
 * by arithmetic, so a batch gains no time, but its attention scores [B, H, S, S] take memory: for
 * tiny.en and eight windows 2.1 GB at the peak instead of 0.4 GB.
 */
final class AudioEncoder implements AutoCloseable {
  private final InferenceSession session;
  private final WhisperConfig config;
  private final EncoderPorts ports;
  private final ReusedFloats features = new ReusedFloats();
  private final List<StatesSlot> slots = List.of(new StatesSlot(), new StatesSlot());

  /** Memory for the states of one batch at a time. */
  private static final class StatesSlot {
    private final ReusedFloats states = new ReusedFloats();
    private EncodedAudio user;

    boolean isFree() {
      return user == null || user.isClosed();
    }
  }

  AudioEncoder(InferenceSession session, ExportLayout layout, WhisperConfig config) {
    this.session = session;
    this.config = config;
    this.ports = layout.encoderPorts(new Declared(session.inputs(), session.outputs()));
    expect(
        session.inputs().get(ports.features()),
        ports.features(),
        List.of(config.melBins(), config.windowFrames()));
    expect(
        session.outputs().get(ports.states()),
        ports.states(),
        List.of(config.maxSourcePositions(), config.modelDim()));
  }

  /** Checks what the graph declares against config.json; symbolic sizes agree with any. */
  private void expect(ValueInfo value, String name, List<Integer> sizes) {
    ValueInfo floats = session.requireFloats(value, name);
    for (int i = 0; i < sizes.size(); i++) {
      long declared = floats.size(i + 1).orElse(sizes.get(i));
      if (declared != sizes.get(i)) {
        throw SottoException.badInput(
            session.model(),
            "expected %d in axis %d of \"%s\" as config.json says, found %d"
                .formatted(sizes.get(i), i + 1, name, declared));
      }
    }
  }

  /** Encodes windows [M, F] to states [B, S, D]. */
  EncodedAudio encode(List<float[]> windows) {
    return encode(windows, List.of(), results -> {});
  }

  /**
   * As {@link #encode(List)}, with other outputs of the graph.
   *
   * @param reader gets {@code others} of each window in turn; they are closed when it returns
   */
  EncodedAudio encode(List<float[]> windows, List<String> others, Consumer<Results> reader) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("expected at least one window");
    }
    StatesSlot slot =
        slots.stream()
            .filter(StatesSlot::isFree)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("two earlier batches are still open"));
    windows.forEach(this::check);
    int each = config.maxSourcePositions() * config.modelDim();
    FloatBuffer all = slot.states.take(Math.multiplyExact(windows.size(), each));
    for (int i = 0; i < windows.size(); i++) {
      encode(windows.get(i), all.slice(i * each, each), others, reader);
    }
    long[] shape = {windows.size(), config.maxSourcePositions(), config.modelDim()};
    slot.user = new EncodedAudio(Value.floats(all, shape), windows.size());
    return slot.user;
  }

  private void encode(
      float[] window, FloatBuffer into, List<String> others, Consumer<Results> reader) {
    FloatBuffer memory = features.take(window.length).put(window).flip();
    try (Value input = Value.floats(memory, 1, config.melBins(), config.windowFrames());
        Value output = Value.floats(into, 1, config.maxSourcePositions(), config.modelDim());
        Results results =
            session.run(Map.of(ports.features(), input), others, Map.of(ports.states(), output))) {
      reader.accept(results);
    }
  }

  private void check(float[] window) {
    int expected = config.melBins() * config.windowFrames();
    if (window.length != expected) {
      throw SottoException.badInput(
          session.model(),
          "expected a log-mel window of %d bins x %d frames, found %d values"
              .formatted(config.melBins(), config.windowFrames(), window.length));
    }
    for (float value : window) {
      if (!Float.isFinite(value)) {
        throw SottoException.badInput(
            session.model(),
            "expected finite log-mel values, found " + value + "; check the audio's samples");
      }
    }
  }

  /** Frees the graph until it is needed again. */
  void unload() {
    session.unload();
  }

  @Override
  public void close() {
    session.close();
  }
}
