package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.Activations;
import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.CalibrationClip.TextSource;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.calibrate.Listener;
import dev.sotto.compressor.calibrate.MomentsFolder;
import dev.sotto.compressor.calibrate.Observed;
import dev.sotto.compressor.calibrate.Observed.Targets;
import dev.sotto.compressor.calibrate.Probe;
import dev.sotto.compressor.calibrate.Probe.Rows;
import dev.sotto.compressor.calibrate.ProbedExport;
import dev.sotto.compressor.diagnose.Tones;
import dev.sotto.compressor.train.torch.ReadingSweep.Read;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.weights.WeightSite;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Kind;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import dev.sotto.models.whisper.Roles;
import dev.sotto.runtime.audio.AudioPart;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.features.LogMel;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What PyTorch gives block by block against what ONNX Runtime gives of the whole export. */
class BlockSweepTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @TempDir Path folder;

  private List<CalibrationClip> clips() {
    return List.of(clip(0, 19_200), clip(1, 5_000), clip(2, 3_161));
  }

  private CalibrationClip clip(int number, int samples) {
    Path file = Tones.write(folder.resolve(number + ".wav"), 200 * (number + 1), samples);
    List<Integer> tokens = new ArrayList<>(List.of(151, 152, 155, 159));
    for (int t = 0; t <= number; t++) {
      tokens.add(7 + 11 * t);
    }
    tokens.add(150);
    return new CalibrationClip(
        "tone" + number, AudioPart.whole(file), samples, tokens, 4, TextSource.HEARD);
  }

  private Path export() {
    return Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("export"));
  }

  /** Gathers all values of one name. */
  private record Values(List<Probe> probes) implements Listener<List<float[]>> {
    @Override
    public long bytes(ToLongFunction<Rows> rows) {
      return 0;
    }

    @Override
    public Gathering<List<float[]>> start() {
      List<float[]> all = new ArrayList<>();
      return new Gathering<>() {
        @Override
        public void add(CalibrationClip clip, List<float[]> values) {
          all.add(values.get(0));
        }

        @Override
        public List<float[]> result() {
          return all;
        }
      };
    }
  }

  /** What ONNX Runtime feeds the output projection of a block, clip by clip, with all rows. */
  private static List<float[]> inputs(Path export, Block block, List<CalibrationClip> clips) {
    Rows rows = block.id().stack() == Stack.ENCODER ? Rows.POSITIONS : Rows.TOKENS;
    int n = block.groups() * block.groupSize();
    return inputs(export, block.id().outputRole("weight"), rows, n, clips);
  }

  /** What it feeds the linear layer of a role. */
  private static List<float[]> inputs(
      Path export, String role, Rows rows, int n, List<CalibrationClip> clips) {
    WhisperModel model = Exports.open(export).read();
    Map<Part, Graph> graphs = ProbedExport.graphs(model);
    WeightSite site =
        model.weight(role).orElseThrow().sites().stream()
            .filter(place -> graphs.get(place.part()) == place.use().graph())
            .findFirst()
            .orElseThrow();
    // A weight that is turned first is read by the Transpose, and the product by what it gives.
    Node product =
        site.node().is("Transpose")
            ? site.use().graph().nodes().stream()
                .filter(node -> node.inputs().contains(site.node().output()))
                .findFirst()
                .orElseThrow()
            : site.node();
    Probe probe = new Probe(site.part(), site.use().graph(), product.input(0), rows, n);
    return new Activations(SETTINGS, Activations.MOST_BYTES, Progress.NONE)
        .listen(model, List.of(new Values(List.of(probe))), clips)
        .get(0);
  }

  private static InputMoments naive(
      List<float[]> values, Block block, List<CalibrationClip> clips, int positions) {
    Rows rows = block.id().stack() == Stack.ENCODER ? Rows.POSITIONS : Rows.TOKENS;
    return naive(values, rows, block.groups() * block.groupSize(), clips, positions);
  }

  private static InputMoments naive(
      List<float[]> values, Rows kind, int n, List<CalibrationClip> clips, int positions) {
    double[] mean = new double[n];
    double[] gram = new double[n * n];
    int rows = 0;
    for (int clip = 0; clip < clips.size(); clip++) {
      int own =
          kind == Rows.TOKENS
              ? clips.get(clip).inputs().length
              : Math.min(positions, clips.get(clip).positions() + 25);
      for (int row = 0; row < own; row++) {
        for (int i = 0; i < n; i++) {
          mean[i] += values.get(clip)[row * n + i];
          for (int j = 0; j < n; j++) {
            gram[i * n + j] +=
                (double) values.get(clip)[row * n + i] * values.get(clip)[row * n + j];
          }
        }
      }
      rows += own;
    }
    for (int i = 0; i < n; i++) {
      mean[i] /= rows;
    }
    for (int i = 0; i < n * n; i++) {
      gram[i] /= rows;
    }
    return new InputMoments(n, rows, mean, gram);
  }

  private static void close(InputMoments expected, InputMoments found, String block) {
    assertEquals(expected.rows(), found.rows(), block);
    assertArrayEquals(expected.mean(), found.mean(), 2e-5, block);
    assertArrayEquals(expected.gram(), found.gram(), 2e-5, block);
  }

  private static int positions(WhisperModel model) {
    return model.config().maxSourcePositions();
  }

  @Test
  void momentsAreThoseOfWhatOnnxRuntimeComputes() {
    Path export = export();
    WhisperModel model = Exports.open(export).read();
    Map<Block, InputMoments> found = new LinkedHashMap<>();
    new BlockSweep(
            ModelSizes.of(model), Parameters.of(model), Optional.empty(), 0, clips(), Progress.NONE)
        .run((block, observe) -> found.put(block, observe.get().inputs()));
    assertEquals(model.blocks(), List.copyOf(found.keySet()));
    found.forEach(
        (block, moments) ->
            close(
                naive(inputs(export, block, clips()), block, clips(), positions(model)),
                moments,
                block.id().name()));
  }

  @Test
  void everyLayerReadsWhatOnnxRuntimeFeedsIt() {
    Path export = export();
    WhisperModel model = Exports.open(export).read();
    Map<String, InputMoments> found = new LinkedHashMap<>();
    new ReadingSweep(ModelSizes.of(model), Parameters.of(model), clips(), Progress.NONE)
        .run(
            new ReadingSweep.Visitor() {
              @Override
              public void visit(Block block, Function<Read, InputMoments> look) {
                boolean attention = block.id().kind().isAttention();
                String first = attention ? "q_proj.weight" : "fc1.weight";
                found.put(block.id().role(first), look.apply(Read.STREAM));
                found.put(block.id().outputRole("weight"), look.apply(Read.INNER));
                if (block.id().kind() == Kind.CROSS_ATTENTION) {
                  found.put(block.id().role("k_proj.weight"), look.apply(Read.AUDIO));
                }
              }

              @Override
              public void visitLogits(Supplier<InputMoments> look) {
                found.put(Roles.EMBEDDING, look.get());
              }
            });
    assertEquals(2 * model.blocks().size() + 2 + 1, found.size());
    found.remove(Roles.EMBEDDING);
    found.forEach(
        (role, moments) -> {
          boolean audio = role.startsWith("encoder") || role.endsWith("encoder_attn.k_proj.weight");
          Rows rows = audio ? Rows.POSITIONS : Rows.TOKENS;
          List<float[]> values = inputs(export, role, rows, moments.width(), clips());
          close(naive(values, rows, moments.width(), clips(), positions(model)), moments, role);
        });
  }

  @Test
  void whatIsChangedInABlockIsHeardByAllBehindIt() {
    Path export = export();
    WhisperModel model = Exports.open(export).read();
    Parameters parameters = Parameters.of(model);
    Map<String, Tensor> changed = new LinkedHashMap<>();
    Map<Block, InputMoments> found = new LinkedHashMap<>();
    new BlockSweep(ModelSizes.of(model), parameters, Optional.empty(), 0, clips(), Progress.NONE)
        .run(
            (block, observe) -> {
              found.put(block, observe.get().inputs());
              if (block.id().layer() == 0) {
                Parameter weight = parameters.get(block.id().outputRole("weight"));
                FloatBuffer values = weight.floats();
                for (int i = 0; i < weight.elements(); i++) {
                  values.put(i, values.get(i) * (i % 3));
                }
                changed.put(weight.role(), weight.tensor(weight.role()));
              }
            });
    Path other = folder.resolve("changed");
    try (OutputFolder output = OutputFolder.create(other, false)) {
      ExportRewriter.replaceWeights(model, changed, output);
      output.complete();
    }
    found.forEach(
        (block, moments) ->
            close(
                naive(inputs(other, block, clips()), block, clips(), positions(model)),
                moments,
                block.id().name()));
  }

  @Test
  void targetsAreWhatTheReferenceGivesAndTheStreamHasLost() {
    WhisperModel model = Exports.open(export()).read();
    Parameters parameters = Parameters.of(model);
    Parameters dense = Parameters.of(model);
    Map<String, Targets> own = new HashMap<>();
    Map<String, Observed> observed = new HashMap<>();
    new BlockSweep(ModelSizes.of(model), parameters, Optional.of(dense), 0, clips(), Progress.NONE)
        .run(
            (block, observe) -> {
              Observed seen = observe.get();
              observed.put(block.id().name(), seen);
              own.put(block.id().name(), given(block, parameters, seen.inputs()));
            });
    // The reference is the model itself, so the targets are what its own projections give.
    observed.forEach(
        (block, seen) -> {
          Targets targets = seen.targets().orElseThrow();
          assertArrayEquals(own.get(block).mean(), targets.mean(), 2e-5, block);
          assertArrayEquals(own.get(block).cross(), targets.cross(), 2e-5, block);
        });
  }

  /** {@code E[(W x + b) x^T]} and {@code E[W x + b]} from the moments of the inputs. */
  private static Targets given(Block block, Parameters parameters, InputMoments moments) {
    Parameter weight = parameters.get(block.id().outputRole("weight"));
    Parameter bias = parameters.get(block.id().outputRole("bias"));
    int outputs = (int) weight.shape()[0];
    int n = moments.width();
    double[] mean = new double[outputs];
    double[] cross = new double[outputs * n];
    for (int o = 0; o < outputs; o++) {
      mean[o] = bias.floats().get(o);
      for (int i = 0; i < n; i++) {
        mean[o] += weight.floats().get(o * n + i) * moments.mean()[i];
      }
      for (int j = 0; j < n; j++) {
        cross[o * n + j] = bias.floats().get(o) * moments.mean()[j];
        for (int i = 0; i < n; i++) {
          cross[o * n + j] += weight.floats().get(o * n + i) * moments.gram()[i * n + j];
        }
      }
    }
    return new Targets(mean, cross);
  }

  @Test
  void momentsAreReadAsTheyWereWritten() {
    WhisperModel model = Exports.open(export()).read();
    Block block = model.blocks().get(1);
    int n = block.groups() * block.groupSize();
    double[] mean = new double[n];
    double[] gram = new double[n * n];
    for (int i = 0; i < n * n; i++) {
      mean[i % n] = Math.sin(i);
      gram[i] = Math.cos(i) * 1e-9;
    }
    MomentsFolder moments = new MomentsFolder(folder);
    moments.write(block, new InputMoments(n, 1L << 40, mean, gram));
    InputMoments found = moments.of(block);
    assertEquals(1L << 40, found.rows());
    assertArrayEquals(mean, found.mean());
    assertArrayEquals(gram, found.gram());
  }

  @Test
  void aProbeMeasuresTheDivergenceOfWhatOnnxRuntimeAnswers() {
    Path export = export();
    WhisperModel model = Exports.open(export).read();
    Parameters parameters = Parameters.of(model);
    DivergenceProbe probe =
        new DivergenceProbe(ModelSizes.of(model), parameters, clips(), Progress.NONE);
    Map<Block, List<Double>> found = new LinkedHashMap<>();
    probe.measure(
        new DivergenceProbe.Changes() {
          private Block block;
          private Runnable undo;

          @Override
          public void begin(Block next) {
            block = next;
          }

          @Override
          public Optional<Runnable> next(List<Double> divergences) {
            return switch (divergences.size()) {
              case 0 -> Optional.of(() -> {});
              case 1 -> Optional.of(() -> undo = quadrupled(parameters, block));
              default -> Optional.empty();
            };
          }

          @Override
          public void end(List<Double> divergences) {
            undo.run();
            found.put(block, divergences);
          }
        });
    assertEquals(model.blocks(), List.copyOf(found.keySet()));
    found.forEach((block, both) -> assertEquals(0, both.get(0), 1e-9, block.id().name()));
    for (int number : new int[] {0, model.blocks().size() - 2}) {
      Block block = model.blocks().get(number);
      double changed = found.get(block).get(1);
      assertEquals(divergence(export, other(export, block, number)), changed, 2e-5);
      assertTrue(changed > 1e-4, block.id() + ": " + changed);
    }
  }

  private static Runnable quadrupled(Parameters parameters, Block block) {
    FloatBuffer values = parameters.get(block.id().outputRole("weight")).floats();
    scale(values, 4);
    return () -> scale(values, 0.25f);
  }

  private static void scale(FloatBuffer values, float factor) {
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, values.get(i) * factor);
    }
  }

  private Path other(Path export, Block block, int number) {
    WhisperModel model = Exports.open(export).read();
    Parameters parameters = Parameters.of(model);
    quadrupled(parameters, block);
    Parameter weight = parameters.get(block.id().outputRole("weight"));
    Path other = folder.resolve("other" + number);
    try (OutputFolder output = OutputFolder.create(other, false)) {
      ExportRewriter.replaceWeights(
          model, Map.of(weight.role(), weight.tensor(weight.role())), output);
      output.complete();
    }
    return other;
  }

  private double divergence(Path dense, Path changed) {
    double sum = 0;
    int tokens = 0;
    try (WhisperRunner one = WhisperRunner.open(dense, SETTINGS);
        WhisperRunner two = WhisperRunner.open(changed, SETTINGS)) {
      for (CalibrationClip clip : clips()) {
        double[][] right = logProbabilities(one, clip);
        double[][] mine = logProbabilities(two, clip);
        for (int t = clip.promptTokens() - 1; t < right.length; t++) {
          for (int v = 0; v < right[t].length; v++) {
            sum += Math.exp(right[t][v]) * (right[t][v] - mine[t][v]);
          }
          tokens++;
        }
      }
    }
    return sum / tokens;
  }

  private static double[][] logProbabilities(WhisperRunner runner, CalibrationClip clip) {
    float[] window =
        clip.features(new LogMel(runner.config().melBins()), runner.config().windowFrames());
    try (EncodedAudio audio = runner.encode(List.of(window));
        DecoderRun run = runner.decode(audio)) {
      Logits logits = run.score(clip.inputs());
      double[][] rows = new double[clip.inputs().length][];
      for (int t = 0; t < rows.length; t++) {
        float[] row = logits.row(0, t);
        double total = 0;
        for (float logit : row) {
          total += Math.exp(logit);
        }
        rows[t] = new double[row.length];
        for (int v = 0; v < row.length; v++) {
          rows[t][v] = row[v] - Math.log(total);
        }
      }
      return rows;
    }
  }
}
