package dev.sotto.compressor.train.torch;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.models.plan.Plan;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The differentiable Whisper against PyTorch's goldens, ONNX Runtime and finite differences. */
class WhisperBlockTest {
  private static final float RELATIVE = 1e-4f;
  private static final int[] PROMPT = {151, 152, 155, 159, 7, 42, 113, 150};

  @TempDir Path folder;

  @Test
  void givesTheLogitsOfPyTorchsOwnWhisper() {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    float[] found = outputs(export).logits(batch(List.of(Fixtures.logMel(0)), PROMPT));
    float[] prompt = Fixtures.golden("base/logits_prompt");
    float[] steps = Fixtures.golden("base/logits_steps");
    assertClose(prompt, Arrays.copyOfRange(found, 0, prompt.length), "prompt");
    assertClose(
        steps, Arrays.copyOfRange(found, prompt.length, prompt.length + steps.length), "steps");
  }

  @Test
  void paddingAndTheRestOfTheBatchDoNotMatter() {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    TorchOutputs model = outputs(export);
    int frames = 60;
    float[] alone = cut(Fixtures.logMel(0), frames);
    float[] expected = model.logits(batch(List.of(alone), PROMPT));
    float[] padded = new float[Fixtures.MEL_BINS * Fixtures.FRAMES];
    for (int bin = 0; bin < Fixtures.MEL_BINS; bin++) {
      System.arraycopy(alone, bin * frames, padded, bin * Fixtures.FRAMES, frames);
    }
    Batch both =
        new Batch(
            Fixtures.MEL_BINS,
            Fixtures.FRAMES,
            List.of(padded, Fixtures.logMel(1)),
            List.of(frames, Fixtures.FRAMES),
            List.of(PROMPT, PROMPT),
            4);
    float[] found = model.logits(both);
    // The convolutions see zeros beyond a clip in both cases; only positions beyond it differ.
    assertClose(expected, Arrays.copyOf(found, expected.length), "padded");
  }

  private static float[] cut(float[] features, int frames) {
    float[] cut = new float[Fixtures.MEL_BINS * frames];
    for (int bin = 0; bin < Fixtures.MEL_BINS; bin++) {
      System.arraycopy(features, bin * Fixtures.FRAMES, cut, bin * frames, frames);
    }
    return cut;
  }

  @Test
  void equalsOnnxRuntimeOnARealModelDenseAndPrunedUnevenly() {
    Path dense = shared("models/tiny.en");
    compareWithOnnxRuntime(dense);
    WhisperModel model = Exports.open(dense).read();
    Map<String, List<Integer>> removed = new HashMap<>();
    SplittableRandom random = new SplittableRandom(5);
    model
        .blocks()
        .forEach(
            block -> {
              List<Integer> groups = new ArrayList<>();
              for (int group = 1; group < block.groups(); group++) {
                if (random.nextDouble() < 0.1 * (1 + block.id().layer())) {
                  groups.add(group);
                }
              }
              removed.put(block.id().name(), groups);
            });
    Path pruned = folder.resolve("pruned");
    try (OutputFolder output = OutputFolder.create(pruned, false)) {
      ExportRewriter.apply(
          model,
          new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), removed, Map.of()),
          output);
      output.complete();
    }
    compareWithOnnxRuntime(pruned);
  }

  private static void compareWithOnnxRuntime(Path export) {
    int frames = 3000;
    SplittableRandom random = new SplittableRandom(1);
    float[] features = new float[80 * frames];
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) (random.nextDouble() * 2 - 1);
    }
    int[] tokens = {50257, 50362, 921, 423, 310, 50256};
    float[] ours =
        outputs(export)
            .logits(new Batch(80, frames, List.of(features), List.of(frames), List.of(tokens), 2));
    try (WhisperRunner runner = WhisperRunner.open(export, SessionSettings.defaults());
        EncodedAudio audio = runner.encode(List.of(features));
        DecoderRun run = runner.decode(audio)) {
      Logits logits = run.prompt(Arrays.stream(tokens).limit(5).asLongStream().toArray());
      for (int t = 0; t < 5; t++) {
        float[] theirs = logits.row(0, t);
        assertClose(
            theirs,
            Arrays.copyOfRange(ours, t * theirs.length, (t + 1) * theirs.length),
            export.getFileName() + " token " + t);
      }
    }
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    Path export = Fixtures.folder("a11-pruned-free", true, folder.resolve("dense"));
    WhisperModel model = Exports.open(export).read();
    Parameters parameters = Parameters.of(model);
    Parameters teacher = Parameters.of(model);
    SplittableRandom random = new SplittableRandom(3);
    parameters.all().forEach(parameter -> jitter(parameter, random));
    ModelSizes sizes = ModelSizes.of(model);
    Objective objective = new Objective(0.8, 0.1, 1, 2, 0.5);
    TrainingEngine.Teacher taught = new TrainingEngine.Teacher(sizes, teacher);
    TrainingEngine engine = new TrainingEngine(sizes, parameters, objective, Optional.of(taught));
    Batch batch =
        new Batch(
            Fixtures.MEL_BINS,
            Fixtures.FRAMES,
            List.of(Fixtures.logMel(0), Fixtures.logMel(1)),
            List.of(70, Fixtures.FRAMES),
            List.of(PROMPT, new int[] {151, 152, 155, 159, 3, 150}),
            4);
    Map<String, float[]> gradients = new HashMap<>();
    double loss =
        engine.gradients(
            batch, found -> found.forEach((role, values) -> gradients.put(role, array(values))));
    DoubleSupplier losses =
        () -> new TorchOutputs(sizes, parameters).loss(batch, objective, taught);
    assertEquals(loss, losses.getAsDouble(), 1e-6);
    int checked = 0;
    for (Parameter parameter : parameters.all()) {
      if (!parameter.isTrainable()) {
        continue;
      }
      checkAlongTheGradient(losses, parameter, gradients.get(parameter.role()));
      checked++;
    }
    assertEquals(parameters.all().size() - 1, checked);
  }

  /** One derivative for each weight, along its gradient, touches all of its elements. */
  /**
   * What autograd keeps between the passes must not be memory that Java can take back: with factors
   * made of bare numbers these gradients differed from one call to the next.
   */
  @Test
  void gradientsAreTheSameWhileTheCollectorRuns() throws InterruptedException {
    Path export = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    TrainingEngine engine = engine(export);
    Batch batch = batch(List.of(Fixtures.logMel(0)), PROMPT);
    Map<String, float[]> first = gradients(engine, batch);
    AtomicBoolean done = new AtomicBoolean();
    Thread collector =
        new Thread(
            () -> {
              while (!done.get()) {
                System.gc();
                LockSupport.parkNanos(2_000_000);
              }
            });
    collector.start();
    try {
      for (int repeat = 0; repeat < 20; repeat++) {
        gradients(engine, batch)
            .forEach((role, found) -> assertArrayEquals(first.get(role), found, role));
      }
    } finally {
      done.set(true);
      collector.join();
    }
  }

  private static Map<String, float[]> gradients(TrainingEngine engine, Batch batch) {
    Map<String, float[]> copies = new HashMap<>();
    engine.gradients(batch, read -> read.forEach((role, found) -> copies.put(role, array(found))));
    return copies;
  }

  private static void checkAlongTheGradient(
      DoubleSupplier loss, Parameter parameter, float[] gradient) {
    FloatBuffer weight = parameter.floats();
    float[] before = array(weight);
    double norm = 0;
    for (float element : gradient) {
      norm += element * element;
    }
    norm = Math.sqrt(norm);
    assertTrue(norm > 0, parameter + " has no gradient");
    // Along the gradient itself the slope is largest, so that rounding matters least.
    double step = 2e-3;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      for (int i = 0; i < before.length; i++) {
        weight.put(i, (float) (before[i] + (side == 0 ? step : -step) * gradient[i] / norm));
      }
      losses[side] = loss.getAsDouble();
    }
    weight.put(0, before);
    double slope = (losses[0] - losses[1]) / (2 * step);
    assertEquals(norm, slope, 0.02 * norm + 2e-4, parameter.toString());
  }

  private static void jitter(Parameter parameter, SplittableRandom random) {
    FloatBuffer weight = parameter.floats();
    for (int i = 0; i < weight.capacity(); i++) {
      weight.put(i, weight.get(i) + (float) (0.02 * (random.nextDouble() - 0.5)));
    }
  }

  private static float[] array(FloatBuffer values) {
    float[] array = new float[values.capacity()];
    values.duplicate().get(0, array);
    return array;
  }

  private static TorchOutputs outputs(Path export) {
    WhisperModel model = Exports.open(export).read();
    return new TorchOutputs(ModelSizes.of(model), Parameters.of(model));
  }

  private static TrainingEngine engine(Path export) {
    WhisperModel model = Exports.open(export).read();
    return new TrainingEngine(
        ModelSizes.of(model), Parameters.of(model), Objective.plain(), Optional.empty());
  }

  private static Batch batch(List<float[]> features, int[] tokens) {
    int frames = features.get(0).length / Fixtures.MEL_BINS;
    return new Batch(Fixtures.MEL_BINS, frames, features, List.of(frames), List.of(tokens), 4);
  }

  private static void assertClose(float[] expected, float[] found, String what) {
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertArrayEquals(expected, found, RELATIVE * largest, what);
  }
}
