package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.torch.TrainingEngine.Teacher;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.EditedExport;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.plan.SetContext;
import dev.sotto.runtime.decode.DecoderRun;
import dev.sotto.runtime.decode.EncodedAudio;
import dev.sotto.runtime.decode.Logits;
import dev.sotto.runtime.decode.WhisperRunner;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clips that are trained on with states of silence behind them, against ONNX Runtime. */
class FilledBatchTest {
  private static final int[] SAID = {151, 152, 155, 159, 7, 18, 29, 150};
  private static final int PROMPT = 4;
  private static final List<Integer> LENGTHS = List.of(60, 84);

  @TempDir Path folder;
  private Path dense;
  private ModelSizes sizes;
  private Parameters parameters;

  @BeforeEach
  void open() {
    dense = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("dense"));
    WhisperModel model = Exports.open(dense).read();
    sizes = ModelSizes.of(model);
    parameters = Parameters.of(model);
  }

  /** Clips of different lengths, in a batch of {@code frames}. */
  private static Batch batch(int frames, boolean filled) {
    List<float[]> features = List.of(clip(0, frames), clip(1, frames));
    return new Batch(
        Fixtures.MEL_BINS, frames, features, LENGTHS, List.of(SAID, SAID), PROMPT, filled);
  }

  /** A clip's own frames, then zeros. */
  private static float[] clip(int clip, int frames) {
    float[] padded = new float[Fixtures.MEL_BINS * frames];
    for (int bin = 0; bin < Fixtures.MEL_BINS; bin++) {
      System.arraycopy(
          Fixtures.logMel(clip), bin * Fixtures.FRAMES, padded, bin * frames, LENGTHS.get(clip));
    }
    return padded;
  }

  private float[] inPyTorch(Batch batch) {
    return new TorchOutputs(sizes, parameters).logits(batch);
  }

  private float[] inOnnxRuntime(boolean filled) {
    Path export = folder.resolve("flexible-" + filled);
    EditedExport.write(dense, export, SetContext.FLEXIBLE);
    try (WhisperRunner runner = WhisperRunner.open(export, SessionSettings.defaults())) {
      int tokens = SAID.length - 1;
      float[] all = new float[LENGTHS.size() * tokens * runner.vocabulary()];
      for (int clip = 0; clip < LENGTHS.size(); clip++) {
        try (EncodedAudio audio = runner.encode(List.of(clip(clip, LENGTHS.get(clip))), filled);
            DecoderRun run = runner.decode(audio)) {
          Logits logits = run.score(Arrays.stream(SAID, 0, tokens).asLongStream().toArray());
          for (int t = 0; t < tokens; t++) {
            float[] row = logits.row(0, t);
            System.arraycopy(row, 0, all, (clip * tokens + t) * row.length, row.length);
          }
        }
      }
      return all;
    }
  }

  @Test
  void eachClipOfABatchIsFollowedBySilenceFromItsOwnEndOn() {
    float[] expected = inOnnxRuntime(true);
    assertArrayEquals(expected, inPyTorch(batch(84, true)), 1e-4f);
    // In a batch longer than its clips what lies between is read by none.
    assertArrayEquals(expected, inPyTorch(batch(96, true)), 1e-4f);
  }

  @Test
  void nothingFollowsWhereTheBatchIsNotFilled() {
    assertArrayEquals(inOnnxRuntime(false), inPyTorch(batch(84, false)), 1e-4f);
  }

  @Test
  void silenceMatters() {
    float[] filled = inPyTorch(batch(84, true));
    float[] bare = inPyTorch(batch(84, false));
    double largest = 0;
    for (int i = 0; i < filled.length; i++) {
      largest = Math.max(largest, Math.abs(filled[i] - bare[i]));
    }
    assertTrue(largest > 1e-3, "largest difference " + largest);
  }

  @Test
  void whatFillsTheWindowHasNothingBehindItAndTheOthersOfItsBatchDo() {
    int window = sizes.windowFrames();
    assertEquals(Fixtures.FRAMES, window);
    List<int[]> said = List.of(SAID, SAID);
    float[][] found = new float[2][];
    for (boolean filled : new boolean[] {false, true}) {
      List<float[]> features = List.of(Fixtures.logMel(1), clip(0, window));
      List<Integer> frames = List.of(window, LENGTHS.get(0));
      found[filled ? 1 : 0] =
          inPyTorch(new Batch(Fixtures.MEL_BINS, window, features, frames, said, PROMPT, filled));
    }
    int clip = found[0].length / 2;
    assertArrayEquals(
        Arrays.copyOf(found[0], clip), Arrays.copyOf(found[1], clip), 1e-5f, "fills the window");
    assertArrayEquals(
        Arrays.copyOf(inOnnxRuntime(true), clip),
        Arrays.copyOfRange(found[1], clip, 2 * clip),
        1e-4f,
        "is shorter");
  }

  @Test
  void gradientsOfWhatReadsSilenceAreTheSlopesOfTheLoss() {
    Batch batch = batch(84, true);
    TrainingEngine engine =
        new TrainingEngine(sizes, parameters, Objective.plain(), Optional.empty());
    Map<String, float[]> gradients = new HashMap<>();
    engine.gradients(
        batch,
        found ->
            found.forEach(
                (role, gradient) -> {
                  float[] copy = new float[gradient.capacity()];
                  gradient.duplicate().get(0, copy);
                  gradients.put(role, copy);
                }));
    for (String name : List.of("k_proj.weight", "v_proj.weight", "q_proj.weight")) {
      String role = "decoder.layers.0.encoder_attn." + name;
      slope(role, gradients.get(role), engine, batch);
    }
  }

  private void slope(String role, float[] gradient, TrainingEngine engine, Batch batch) {
    double norm = 0;
    for (float element : gradient) {
      norm += (double) element * element;
    }
    norm = Math.sqrt(norm);
    FloatBuffer weight = parameters.get(role).floats();
    float[] before = new float[weight.capacity()];
    weight.duplicate().get(0, before);
    double step = 2e-2;
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      for (int i = 0; i < before.length; i++) {
        weight.put(i, (float) (before[i] + (side == 0 ? step : -step) * gradient[i] / norm));
      }
      losses[side] = engine.loss(batch);
    }
    weight.put(0, before);
    assertTrue(norm > 0, role + " has no gradient");
    assertEquals(norm, (losses[0] - losses[1]) / (2 * step), 0.02 * norm + 2e-5, role);
  }

  @Test
  void aTeacherHearsItsOwnSilence() {
    Objective taught = new Objective(0, 0, 1, 1, 0);
    Teacher teacher = new Teacher(sizes, Parameters.of(Exports.open(dense).read()));
    TrainingEngine engine = new TrainingEngine(sizes, parameters, taught, Optional.of(teacher));
    // The same weights and the same silence: nothing to learn.
    assertEquals(0, engine.loss(batch(84, true)), 1e-6);
    // What the student makes of silence changes with its weights, what the teacher does not.
    FloatBuffer weight = parameters.get("encoder.layers.0.fc2.weight").floats();
    for (int i = 0; i < weight.capacity(); i++) {
      weight.put(i, 3 * weight.get(i));
    }
    double changed = engine.loss(batch(84, true));
    assertTrue(changed > 1e-6, "" + changed);
    assertEquals(
        new TrainingEngine(sizes, parameters, taught, Optional.of(teacher)).loss(batch(84, true)),
        changed,
        1e-9);
  }
}
