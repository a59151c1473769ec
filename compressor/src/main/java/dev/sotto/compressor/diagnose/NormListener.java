package dev.sotto.compressor.diagnose;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.Progress;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.WhisperConfig;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a model on calibration clips in ONNX Runtime and gathers the figures of every layer
 * normalisation.
 *
 * <p>The activations of all clips must meet in pairs. Where those of all normalisations would take
 * more than {@value #MOST_BYTES} bytes, the clips are heard again for the next normalisations.
 */
final class NormListener {
  private static final long MOST_BYTES = 256L << 20;

  private final SessionSettings settings;
  private final long mostBytes;
  private final long seed;
  private final Progress progress;

  NormListener(SessionSettings settings, long seed, Progress progress) {
    this(settings, MOST_BYTES, seed, progress);
  }

  /**
   * @param mostBytes activations that may be held at a time; one normalisation is always looked at
   */
  NormListener(SessionSettings settings, long mostBytes, long seed, Progress progress) {
    this.settings = settings;
    this.mostBytes = mostBytes;
    this.seed = seed;
    this.progress = progress;
  }

  /**
   * Listens. {@code model} is spent afterwards.
   *
   * @return the figures, encoder first, in the order of the data
   * @throws dev.sotto.models.SottoException if the model cannot be run on the clips
   */
  List<NormFigures> listen(WhisperModel model, List<CalibrationClip> clips) {
    try (ProbedExport export = ProbedExport.of(model)) {
      // What fails in the copy fails in the export, which the user knows.
      return ShownPath.of(
          export.place(), model.folder().folder(), () -> listen(model, clips, export));
    }
  }

  private List<NormFigures> listen(
      WhisperModel model, List<CalibrationClip> clips, ProbedExport export) {
    List<NormFigures> figures = new ArrayList<>();
    try (WhisperRunner runner = WhisperRunner.open(export.files(), settings)) {
      List<List<NormProbe>> passes = passes(export.probes(), runner.config(), clips);
      int heard = 0;
      int total = passes.size() * clips.size();
      progress.report("listen", 0, total);
      for (List<NormProbe> pass : passes) {
        Pass gathered = new Pass(pass, runner);
        for (CalibrationClip clip : clips) {
          gathered.hear(clip);
          progress.report("listen", ++heard, total);
        }
        for (int i = 0; i < pass.size(); i++) {
          double gain = FloatWeights.largest(model.weight(pass.get(i).site().gain()).orElseThrow());
          figures.add(gathered.statistics.get(i).figures(gain, seed));
        }
      }
    }
    return figures;
  }

  private List<List<NormProbe>> passes(
      List<NormProbe> probes, WhisperConfig config, List<CalibrationClip> clips) {
    long positions = clips.stream().mapToLong(CalibrationClip::positions).sum();
    long tokens = clips.stream().mapToLong(clip -> clip.inputs().length).sum();
    List<List<NormProbe>> passes = new ArrayList<>();
    long bytes = mostBytes;
    for (NormProbe probe : probes) {
      long own = probe.bytes(config, probe.stack() == Stack.ENCODER ? positions : tokens);
      if (passes.isEmpty() || bytes + own > mostBytes) {
        passes.add(new ArrayList<>());
        bytes = 0;
      }
      passes.get(passes.size() - 1).add(probe);
      bytes += own;
    }
    return passes;
  }

  /** One hearing of all clips, for some of the normalisations. */
  private static final class Pass {
    private final List<NormProbe> probes;
    private final List<NormStatistics> statistics;
    private final WhisperRunner runner;
    private final LogMel logMel;

    Pass(List<NormProbe> probes, WhisperRunner runner) {
      this.probes = probes;
      this.runner = runner;
      this.statistics =
          probes.stream().map(probe -> new NormStatistics(probe, runner.config())).toList();
      this.logMel = new LogMel(runner.config().melBins());
    }

    void hear(CalibrationClip clip) {
      float[] window = clip.features(logMel, runner.config().windowFrames());
      long[] tokens = clip.inputs();
      List<String> decoder = names(Stack.DECODER);
      try (EncodedAudio audio =
              runner.encode(
                  window,
                  names(Stack.ENCODER),
                  results -> add(results, Stack.ENCODER, clip.positions()));
          DecoderRun run = runner.decode(audio)) {
        if (!decoder.isEmpty()) {
          run.score(tokens, decoder, results -> add(results, Stack.DECODER, tokens.length));
        }
      }
    }

    private List<String> names(Stack stack) {
      return probes.stream()
          .filter(probe -> probe.stack() == stack)
          .flatMap(NormProbe::names)
          .toList();
    }

    private void add(Results results, Stack stack, int tokens) {
      for (int i = 0; i < probes.size(); i++) {
        if (probes.get(i).stack() == stack) {
          statistics.get(i).add(results, tokens);
        }
      }
    }
  }
}
