package dev.sotto.runtime.decode;

import dev.sotto.models.SottoException;
import dev.sotto.models.export.Declared;
import dev.sotto.models.export.EncoderPorts;
import dev.sotto.models.export.ExportLayout;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.InferenceSession;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.ReusedFloats;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
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
  private final boolean anyLength;
  private final EncoderPorts ports;
  private final ReusedFloats features = new ReusedFloats();

  /** For a batch that is decoded, one that is encoded ahead, and one that is heard again. */
  private final List<StatesSlot> slots =
      List.of(new StatesSlot(), new StatesSlot(), new StatesSlot());

  /** Memory for the states of one batch at a time. */
  private static final class StatesSlot {
    private final ReusedFloats states = new ReusedFloats();
    private EncodedAudio user;

    boolean isFree() {
      return user == null || user.isClosed();
    }
  }

  /** States of a window without a sound, made when they are first needed. */
  private float[] silence;

  /**
   * @param context what the export says of the windows that it takes
   */
  AudioEncoder(
      InferenceSession session, ExportLayout layout, WhisperConfig config, AudioContext context) {
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
    this.anyLength = context.flexible();
    OptionalLong frames = session.inputs().get(ports.features()).size(2);
    if (anyLength && frames.isPresent()) {
      throw SottoException.badInput(
          session.model(),
          "expected windows of any length, as config.json says, found %d frames in \"%s\""
              .formatted(frames.getAsLong(), ports.features()));
    }
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

  /** Whether windows may be shorter than a whole one. */
  boolean takesAnyLength() {
    return anyLength;
  }

  /**
   * Encodes windows [M, F] to states [B, S, D].
   *
   * @param filled whether the states of shorter windows are followed by those of silence, up to a
   *     whole one; else all windows must be of one length
   */
  EncodedAudio encode(List<float[]> windows, boolean filled) {
    return encode(windows, filled, List.of(), results -> {});
  }

  /**
   * As {@link #encode(List, boolean)}, with other outputs of the graph.
   *
   * <p>What one thread encodes ahead waits for what another hears again.
   *
   * @param reader gets {@code others} of each window in turn; they are closed when it returns
   */
  synchronized EncodedAudio encode(
      List<float[]> windows, boolean filled, List<String> others, Consumer<Results> reader) {
    if (windows.isEmpty()) {
      throw new IllegalArgumentException("expected at least one window");
    }
    StatesSlot slot =
        slots.stream()
            .filter(StatesSlot::isFree)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("three earlier batches are still open"));
    windows.forEach(this::check);
    int positions = filled ? config.maxSourcePositions() : positions(windows.get(0));
    int each = positions * config.modelDim();
    FloatBuffer all = slot.states.take(Math.multiplyExact(windows.size(), each));
    for (int i = 0; i < windows.size(); i++) {
      int own = positions(windows.get(i)) * config.modelDim();
      if (own > each || (own < each && !filled)) {
        throw new IllegalArgumentException("windows of one batch have different lengths");
      }
      encode(windows.get(i), all.slice(i * each, own), others, reader);
      if (own < each) {
        all.put(i * each + own, silence(), own, each - own);
      }
    }
    long[] shape = {windows.size(), positions, config.modelDim()};
    slot.user = new EncodedAudio(Value.floats(all, shape), windows.size());
    return slot.user;
  }

  private int positions(float[] window) {
    return window.length / config.melBins() / 2;
  }

  private float[] silence() {
    if (silence == null) {
      int frames = config.windowFrames();
      float[] states = new float[config.maxSourcePositions() * config.modelDim()];
      FloatBuffer into = new ReusedFloats().take(states.length);
      encode(new LogMel(config.melBins()).silence(frames), into, List.of(), results -> {});
      into.get(0, states);
      silence = states;
    }
    return silence;
  }

  private void encode(
      float[] window, FloatBuffer into, List<String> others, Consumer<Results> reader) {
    FloatBuffer memory = features.take(window.length).put(window).flip();
    int positions = positions(window);
    try (Value input = Value.floats(memory, 1, config.melBins(), 2L * positions);
        Value output = Value.floats(into, 1, positions, config.modelDim());
        Results results =
            session.run(Map.of(ports.features(), input), others, Map.of(ports.states(), output))) {
      reader.accept(results);
    }
  }

  private void check(float[] window) {
    int whole = config.melBins() * config.windowFrames();
    boolean shorter =
        anyLength
            && window.length > 0
            && window.length < whole
            && window.length % (2 * config.melBins()) == 0;
    if (window.length != whole && !shorter) {
      throw SottoException.badInput(
          session.model(),
          "expected a log-mel window of %d bins x %s%d frames, found %d values"
              .formatted(
                  config.melBins(),
                  anyLength ? "an even number of at most " : "",
                  config.windowFrames(),
                  window.length));
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
