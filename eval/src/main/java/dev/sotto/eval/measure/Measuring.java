package dev.sotto.eval.measure;

import dev.sotto.eval.measure.StandardWindow.Times;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.Device;
import dev.sotto.runtime.tokens.WhisperTokenizer;
import dev.sotto.runtime.transcribe.Transcriber;
import dev.sotto.runtime.transcribe.Windows;
import dev.sotto.runtime.transcribe.Windows.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;

/** The work of a measuring process: a model loaded and warmed up, then round after round. */
final class Measuring implements AutoCloseable {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double LOWEST_HERTZ = 100;
  private static final double HIGHEST_HERTZ = 4_000;

  private final MeasuringRequest request;
  private final ExportFolder export;
  private final WhisperRunner runner;
  private final double loadMillis;
  private final List<float[]> sounds;
  private final List<Times> times = new ArrayList<>();
  private final List<Double> roundNanos = new ArrayList<>();

  /** Loads the model and goes through its standard windows once, which does not count. */
  Measuring(MeasuringRequest request) {
    this.request = request;
    long start = System.nanoTime();
    this.export = Exports.open(request.model());
    this.runner = WhisperRunner.open(export, request.session());
    this.loadMillis = (System.nanoTime() - start) / NANOS_PER_MILLI;
    this.sounds =
        request.windows().isEmpty()
            ? List.of(risingTone(windowSamples()))
            : request.windows().stream().map(clip -> AudioReader.read(clip).samples()).toList();
    standardWindows();
  }

  /** Goes through the standard windows once. */
  void round() {
    List<Times> round = standardWindows();
    times.addAll(round);
    roundNanos.add(round.stream().mapToDouble(Times::total).sum());
  }

  /** Transcribes what is to be transcribed and tells what was found. */
  Measurement finish() {
    OptionalDouble realTimeFactor = transcribe();
    long samples = sounds.stream().mapToLong(sound -> sound.length).sum();
    return new Measurement(
        loadMillis,
        new Measurement.Window(
            millis(Times::features),
            millis(Times::encoder),
            millis(Times::firstToken),
            millis(Times::perToken)),
        Median.of(roundNanos).value() / NANOS_PER_SECOND / seconds(samples),
        realTimeFactor,
        ResidentMemory.peakBytes(),
        request.session().device().equals(Device.CPU)
            ? OptionalLong.empty()
            : DeviceMemory.bytesOf(ProcessHandle.current().pid()));
  }

  /** A sound where none is given: every frame of it takes the full work of the spectrogram. */
  private static float[] risingTone(int samples) {
    float[] sound = new float[samples];
    double phase = 0;
    for (int i = 0; i < samples; i++) {
      double hertz = LOWEST_HERTZ + (HIGHEST_HERTZ - LOWEST_HERTZ) * i / samples;
      phase += 2 * Math.PI * hertz / AudioReader.SAMPLE_RATE;
      sound[i] = (float) (0.5 * Math.sin(phase));
    }
    return sound;
  }

  private int windowSamples() {
    return runner.config().windowFrames() * LogMel.HOP_SAMPLES;
  }

  private List<Times> standardWindows() {
    StandardWindow standard = new StandardWindow(runner);
    List<Times> windows = new ArrayList<>();
    for (float[] sound : sounds) {
      for (Window window : Windows.of(sound, windowSamples())) {
        windows.add(standard.run(sound, window));
      }
    }
    return windows;
  }

  /** The real-time factor over the clips, one by one, as a device hears them. */
  private OptionalDouble transcribe() {
    if (request.transcribed().isEmpty()) {
      return OptionalDouble.empty();
    }
    long nanos = 0;
    long samples = 0;
    try (WhisperTokenizer tokenizer = WhisperTokenizer.open(export.folder())) {
      Transcriber transcriber = new Transcriber(runner, tokenizer, request.decoding(), 1);
      for (AudioPart clip : request.transcribed()) {
        float[] sound = AudioReader.read(clip).samples();
        long start = System.nanoTime();
        transcriber.transcribe(List.of(sound));
        nanos += System.nanoTime() - start;
        samples += sound.length;
      }
    }
    return OptionalDouble.of(nanos / NANOS_PER_SECOND / seconds(samples));
  }

  private double millis(ToDoubleFunction<Times> part) {
    return Median.of(times.stream().map(part::applyAsDouble).toList()).value() / NANOS_PER_MILLI;
  }

  private static double seconds(long samples) {
    return (double) samples / AudioReader.SAMPLE_RATE;
  }

  @Override
  public void close() {
    runner.close();
  }
}
