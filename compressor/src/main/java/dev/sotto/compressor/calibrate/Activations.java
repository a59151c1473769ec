package dev.sotto.compressor.calibrate;

import dev.sotto.compressor.calibrate.Listener.Gathering;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Runs a model on calibration clips in ONNX Runtime and gives inner values to those who listen.
 *
 * <p>Where what they gather would take more memory than is allowed, the clips are heard again for
 * the next of them.
 *
 * @param mostBytes that may be held at a time; one listener is always served
 */
public record Activations(SessionSettings settings, long mostBytes, Progress progress) {
  /** Memory that is usually allowed. */
  public static final long MOST_BYTES = 256L << 20;

  /**
   * Lets all listen. {@code model} is spent afterwards.
   *
   * @return the result of each listener
   * @throws dev.sotto.models.SottoException if the model cannot be run on the clips
   */
  public <R> List<R> listen(
      WhisperModel model, List<? extends Listener<R>> listeners, List<CalibrationClip> clips) {
    try (ProbedExport export =
        ProbedExport.of(model, listeners.stream().flatMap(l -> l.probes().stream()).toList())) {
      // What fails in the copy fails in the export, which the user knows.
      return ShownPath.of(
          export.folder().path(), model.folder().folder(), () -> listen(export, listeners, clips));
    }
  }

  private <R> List<R> listen(
      ProbedExport export, List<? extends Listener<R>> listeners, List<CalibrationClip> clips) {
    List<R> results = new ArrayList<>();
    try (WhisperRunner runner = WhisperRunner.open(export.files(), settings)) {
      List<List<Listener<R>>> passes = passes(listeners, runner.config(), clips);
      LogMel logMel = new LogMel(runner.config().melBins());
      int heard = 0;
      int total = passes.size() * clips.size();
      progress.report("listen", 0, total);
      for (List<Listener<R>> listening : passes) {
        List<Gathering<R>> gatherings = listening.stream().map(Listener::start).toList();
        Pass<R> pass = new Pass<>(listening, gatherings, export, runner, logMel);
        for (CalibrationClip clip : clips) {
          pass.run(clip);
          progress.report("listen", ++heard, total);
        }
        gatherings.forEach(gathering -> results.add(gathering.result()));
      }
    }
    return results;
  }

  private <R> List<List<Listener<R>>> passes(
      List<? extends Listener<R>> listeners, WhisperConfig config, List<CalibrationClip> clips) {
    ToLongFunction<Rows> rows = kind -> clips.stream().mapToLong(clip -> clip.rows(kind)).sum();
    List<List<Listener<R>>> passes = new ArrayList<>();
    long bytes = mostBytes;
    for (Listener<R> listener : listeners) {
      long own =
          listener.bytes(rows)
              + listener.probes().stream().mapToLong(probe -> probe.bytes(config)).sum();
      if (passes.isEmpty() || bytes + own > mostBytes) {
        passes.add(new ArrayList<>());
        bytes = 0;
      }
      passes.get(passes.size() - 1).add(listener);
      bytes += own;
    }
    return passes;
  }

  /** One run over all clips, for some of the listeners. */
  private record Pass<R>(
      List<Listener<R>> listeners,
      List<Gathering<R>> gatherings,
      ProbedExport export,
      WhisperRunner runner,
      LogMel logMel) {
    void run(CalibrationClip clip) {
      float[] window = clip.features(logMel, runner.config().windowFrames());
      List<String> decoder = outputs(false);
      try (EncodedAudio audio =
              runner.encode(window, outputs(true), results -> add(results, clip, true));
          DecoderRun run = runner.decode(audio)) {
        if (!decoder.isEmpty()) {
          run.score(clip.inputs(), decoder, results -> add(results, clip, false));
        }
      }
    }

    private List<String> outputs(boolean encoder) {
      return listeners.stream()
          .filter(listener -> isOfEncoder(listener) == encoder)
          .flatMap(listener -> listener.probes().stream())
          .map(export::output)
          .distinct()
          .toList();
    }

    private void add(Results results, CalibrationClip clip, boolean encoder) {
      for (int i = 0; i < listeners.size(); i++) {
        Listener<R> listener = listeners.get(i);
        if (isOfEncoder(listener) == encoder) {
          gatherings
              .get(i)
              .add(
                  clip,
                  listener.probes().stream()
                      .map(probe -> results.get(export.output(probe)).toFloats())
                      .toList());
        }
      }
    }

    private static boolean isOfEncoder(Listener<?> listener) {
      return listener.probes().get(0).part() == Part.ENCODER;
    }
  }
}
