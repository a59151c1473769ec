package dev.sotto.compressor.diagnose;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.sotto.compressor.calibrate.Activations;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.calibrate.ProbedExport;
import dev.sotto.compressor.saliency.SaliencyContext;
import dev.sotto.compressor.saliency.WeightStatistics;
import dev.sotto.compressor.search.Budget;
import dev.sotto.compressor.search.Planner;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.Results;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Figures of whole models against definitions on all activations that ONNX Runtime gives. */
class NormListenerTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);
  private static final long SEED = 11;

  @TempDir Path folder;

  /** Input and output [T, D] of each clip, of one normalisation, without what is masked. */
  private static final class Read {
    private final List<double[][]> inputs = new ArrayList<>();
    private final List<double[][]> outputs = new ArrayList<>();
  }

  private List<CalibrationClip> tones() {
    return List.of(tone(0, 19_200), tone(1, 8_000), tone(2, 8_161), tone(3, 15_000));
  }

  private CalibrationClip tone(int number, int samples) {
    Path file = Tones.write(folder.resolve(number + ".wav"), 200 * (number + 1), samples);
    return clip(file, samples, List.of(151, 152, 155, 159, 7 + number, 42 * number, 150), 4);
  }

  private static CalibrationClip clip(
      Path file, int samples, List<Integer> tokens, int promptTokens) {
    return new CalibrationClip(
        file.getFileName().toString(),
        AudioPart.whole(file),
        samples,
        tokens,
        promptTokens,
        TextSource.HEARD);
  }

  /** Decoders in one file and in two, normalisations as operators and as arithmetic, pruned. */
  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, true",
    "a01-optimum-op18, false",
    "a02-optimum-op14, true",
    "b01-optimum1.13-bmm, true",
    "b03-optimum1.26-sdpa-scale, false",
    "f06-external-data, true",
    "a11-pruned-free, true",
  })
  void figuresAreThoseOfTheDefinitions(String fixture, boolean merged) {
    Path export = Fixtures.folder(fixture, merged, folder.resolve("export"));
    check(export, 12, tones());
  }

  @Test
  void findsAndMeasuresThe22NormalisationsOfARealModelDenseAndPruned() {
    Path dense = shared("models/tiny.en");
    List<CalibrationClip> clips =
        List.of(
            clip(
                shared("speech/hifitts/audio/bambatse_04_haggard_0273.wav"),
                18_000,
                List.of(50257, 50362, 531, 262, 1468, 582, 11, 50256),
                2),
            clip(
                shared("speech/jfk/jfk.wav"),
                40_000,
                List.of(50257, 50362, 843, 523, 616, 5891, 3399, 50256),
                2));
    check(dense, 22, clips);
    check(pruned(dense), 22, clips);
  }

  private Path pruned(Path dense) {
    WhisperModel model = read(dense);
    Plan plan =
        new Planner(SaliencyContext.of(model))
            .plan(
                new Planner.Request(
                    new WeightStatistics(),
                    HeadMode.FREE,
                    Optional.empty(),
                    Optional.of(Budget.parse("layers=30%")),
                    Optional.empty(),
                    Optional.empty()),
                0);
    try (OutputFolder output = OutputFolder.create(folder.resolve("pruned"), false)) {
      ExportRewriter.apply(model, plan, output);
      output.complete();
    }
    return folder.resolve("pruned");
  }

  private static void check(Path export, int norms, List<CalibrationClip> clips) {
    Map<String, Read> activations = activations(export, clips);
    assertEquals(norms, activations.size());
    WhisperModel model = read(export);
    List<NormStatistics> found = listen(read(export), clips, Activations.MOST_BYTES);
    assertEquals(norms, found.size());
    for (NormStatistics figures : found) {
      Read all = activations.get(figures.name());
      double[] gamma = weight(model, figures.name() + ".weight");
      checkNormalises(figures.name(), all, gamma, weight(model, figures.name() + ".bias"));
      checkCapacity(NaiveFigures.capacity(all.inputs, 1e-5f, gamma), figures);
      checkActivity(NaiveFigures.activity(all.outputs), figures);
    }
    checkEnds(export, model, clips.get(0), activations);
  }

  private static List<NormStatistics> listen(
      WhisperModel model, List<CalibrationClip> clips, long mostBytes) {
    return new Activations(SETTINGS, mostBytes, Progress.NONE)
        .listen(model, NormListener.all(model, SEED), clips);
  }

  private static WhisperModel read(Path export) {
    return Exports.open(export).read();
  }

  private static void checkCapacity(NormCapacity expected, NormStatistics figures) {
    NormCapacity found = figures.capacity();
    assertEquals(expected.tokens(), found.tokens(), figures.name());
    close(expected.minScale(), found.minScale(), figures.name());
    close(expected.medianScale(), found.medianScale(), figures.name());
    close(expected.largestGain(), found.largestGain(), figures.name());
    assertEquals(expected.belowOne(), found.belowOne(), 1e-12, figures.name());
  }

  private static void checkActivity(NormActivity expected, NormStatistics figures) {
    NormActivity found = figures.activity();
    close(expected.variance(), found.variance(), figures.name());
    close(expected.meanCosine(), found.meanCosine(), figures.name());
    close(expected.stableRank(), found.stableRank(), figures.name());
  }

  private static void close(double expected, double found, String norm) {
    assertEquals(expected, found, 1e-7 * Math.abs(expected), norm);
  }

  /** What is taken for input and output belongs to this normalisation and to no other. */
  private static void checkNormalises(String norm, Read all, double[] gamma, double[] beta) {
    for (int clip = 0; clip < all.inputs.size(); clip++) {
      for (int t = 0; t < all.inputs.get(clip).length; t++) {
        double[] x = all.inputs.get(clip)[t];
        double mean = Arrays.stream(x).average().orElseThrow();
        double variance =
            Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        for (int c = 0; c < x.length; c++) {
          double expected = (x[c] - mean) / Math.sqrt(variance + 1e-5) * gamma[c] + beta[c];
          assertEquals(
              expected, all.outputs.get(clip)[t][c], 1e-4 * (1 + Math.abs(expected)), norm);
        }
      }
    }
  }

  /**
   * The last normalisations give what the untouched export gives: states and, through W, logits.
   */
  private static void checkEnds(
      Path export, WhisperModel model, CalibrationClip clip, Map<String, Read> all) {
    try (WhisperRunner runner = WhisperRunner.open(export, SETTINGS);
        EncodedAudio audio = runner.encode(List.of(window(clip, runner)));
        DecoderRun run = runner.decode(audio)) {
      float[] states = audio.toFloats();
      double[][] last = all.get("encoder.layer_norm").outputs.get(0);
      int width = last[0].length;
      for (int i = 0; i < last.length * width; i++) {
        assertEquals(states[i], last[i / width][i % width], 1e-3, "state " + i);
      }
      Logits logits = run.score(clip.inputs());
      double[][] hidden = all.get("decoder.layer_norm").outputs.get(0);
      double[] embedding = weight(model, "decoder.embed_tokens.weight");
      for (int t = 0; t < hidden.length; t++) {
        float[] row = logits.row(0, t);
        float[] expected = new float[row.length];
        for (int v = 0; v < row.length; v++) {
          double sum = 0;
          for (int c = 0; c < width; c++) {
            sum += hidden[t][c] * embedding[v * width + c];
          }
          expected[v] = (float) sum;
        }
        assertArrayEquals(expected, row, 2e-3f, "logits of token " + t);
      }
    }
  }

  private static double[] weight(WhisperModel model, String role) {
    var site = model.weight(role).orElseThrow().first();
    FloatBuffer stored = site.tensor().bytes().asFloatBuffer();
    double[] values = new double[stored.capacity()];
    long[] shape = site.tensor().shape();
    for (int i = 0; i < values.length; i++) {
      boolean transposed = shape.length == 2 && site.form().transposed();
      int at = transposed ? (int) (i % shape[0] * shape[1] + i / shape[0]) : i;
      values[i] = stored.get(at);
    }
    return values;
  }

  private static float[] window(CalibrationClip clip, WhisperRunner runner) {
    return clip.features(new LogMel(runner.config().melBins()), runner.config().windowFrames());
  }

  /** Everything that ONNX Runtime gives, held at once. */
  private static Map<String, Read> activations(Path export, List<CalibrationClip> clips) {
    Map<String, Read> all = new HashMap<>();
    WhisperModel model = read(export);
    List<NormListener> norms = NormListener.all(model, SEED);
    try (ProbedExport probed =
            ProbedExport.of(
                model, norms.stream().flatMap(norm -> norm.probes().stream()).toList());
        WhisperRunner runner = WhisperRunner.open(probed.files(), SETTINGS)) {
      List<String> encoder = new ArrayList<>();
      List<String> decoder = new ArrayList<>();
      for (NormListener probe : norms) {
        all.put(probe.site().name(), new Read());
        (probe.stack() == Stack.ENCODER ? encoder : decoder)
            .addAll(probe.probes().stream().map(probed::output).toList());
      }
      for (CalibrationClip clip : clips) {
        try (EncodedAudio audio =
                runner.encode(
                    window(clip, runner),
                    encoder,
                    given -> read(given, probed, norms, Stack.ENCODER, clip, all));
            DecoderRun run = runner.decode(audio)) {
          run.score(
              clip.inputs(),
              decoder,
              given -> read(given, probed, norms, Stack.DECODER, clip, all));
        }
      }
    }
    return all;
  }

  private static void read(
      Results given,
      ProbedExport probed,
      List<NormListener> norms,
      Stack stack,
      CalibrationClip clip,
      Map<String, Read> all) {
    int tokens = stack == Stack.ENCODER ? clip.positions() : clip.inputs().length;
    for (NormListener probe : norms) {
      if (probe.stack() == stack) {
        Read own = all.get(probe.site().name());
        own.inputs.add(rows(given, probed.output(probe.probes().get(0)), tokens));
        own.outputs.add(rows(given, probed.output(probe.probes().get(1)), tokens));
      }
    }
  }

  private static double[][] rows(Results given, String name, int tokens) {
    long[] shape = given.get(name).shape();
    float[] values = given.get(name).toFloats();
    int width = (int) shape[2];
    double[][] rows = new double[tokens][width];
    for (int i = 0; i < tokens * width; i++) {
      rows[i / width][i % width] = values[i];
    }
    return rows;
  }

  @Test
  void hearingAgainForEachNormalisationChangesNothing() {
    Path export = Fixtures.folder("a11-pruned-free", true, folder.resolve("export"));
    assertEquals(
        listen(read(export), tones(), Activations.MOST_BYTES), listen(read(export), tones(), 1));
  }

  @Test
  void whatIsPrunedChangesOnlyFiguresBehindIt() {
    List<CalibrationClip> clips = tones();
    List<NormStatistics> dense =
        listen(
            read(Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"))),
            clips,
            Activations.MOST_BYTES);
    // Head 1 of the first encoder layer is gone.
    List<NormStatistics> pruned =
        listen(
            read(Fixtures.folder("a11-pruned-free", true, folder.resolve("pruned"))),
            clips,
            Activations.MOST_BYTES);
    assertEquals(dense.get(0), pruned.get(0));
    for (int i = 1; i < 5; i++) {
      assertNotEquals(dense.get(i).activity(), pruned.get(i).activity(), dense.get(i).name());
    }
  }
}
