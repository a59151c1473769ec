package dev.sotto.compressor.train.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A student of what a teacher said of other windows than it hears itself. */
class TaughtStatesTest {
  private static final int[] SAID = {151, 152, 155, 159, 7, 42, 150};
  private static final int[] LONGER = {151, 152, 155, 159, 3, 9, 8, 150};
  private static final int LEARNT = 3;
  private static final int WIDTH = 32;

  @TempDir Path folder;

  private TrainingEngine engine(Objective objective) {
    Path student = Fixtures.folder("a11-pruned-free", true, folder.resolve("student"));
    Path teacher = Fixtures.folder(Fixtures.REFERENCE, true, folder.resolve("teacher"));
    WhisperModel small = Exports.open(student).read();
    WhisperModel whole = Exports.open(teacher).read();
    return new TrainingEngine(
        ModelSizes.of(small),
        Parameters.of(small),
        objective,
        Optional.of(new TrainingEngine.Teacher(ModelSizes.of(whole), Parameters.of(whole))));
  }

  private static Batch batch(int frames, List<float[]> windows, List<int[]> tokens) {
    List<float[]> cut = windows.stream().map(window -> cut(window, frames)).toList();
    return new Batch(
        Fixtures.MEL_BINS, frames, cut, windows.stream().map(w -> frames).toList(), tokens, 4);
  }

  private static float[] cut(float[] window, int frames) {
    float[] first = new float[Fixtures.MEL_BINS * frames];
    for (int bin = 0; bin < Fixtures.MEL_BINS; bin++) {
      System.arraycopy(window, bin * Fixtures.FRAMES, first, bin * frames, frames);
    }
    return first;
  }

  private static Map<String, float[]> gradients(
      TrainingEngine engine, Batch batch, Optional<List<float[]>> taught, double[] loss) {
    Map<String, float[]> gradients = new HashMap<>();
    loss[0] =
        engine.gradients(
            batch, taught, found -> found.forEach((role, v) -> gradients.put(role, array(v))));
    return gradients;
  }

  private static float[] array(FloatBuffer values) {
    float[] array = new float[values.remaining()];
    values.duplicate().get(array);
    return array;
  }

  /** What was kept clip by clip is what a teacher makes of the whole batch. */
  @Test
  void keptStatesTeachWhatATeacherThatHearsTheBatchTeaches() {
    TrainingEngine engine = engine(Objective.ofWholeWindows(2));
    List<float[]> windows = List.of(Fixtures.logMel(0), Fixtures.logMel(1));
    Batch both = batch(Fixtures.FRAMES, windows, List.of(SAID, LONGER));
    List<float[]> kept =
        List.of(
            engine.teacherStates(batch(Fixtures.FRAMES, windows.subList(0, 1), List.of(SAID))),
            engine.teacherStates(batch(Fixtures.FRAMES, windows.subList(1, 2), List.of(LONGER))));
    assertEquals(LEARNT * WIDTH, kept.get(0).length);
    assertEquals((LEARNT + 1) * WIDTH, kept.get(1).length);
    double[] heard = new double[1];
    double[] known = new double[1];
    Map<String, float[]> expected = gradients(engine, both, Optional.empty(), heard);
    Map<String, float[]> found = gradients(engine, both, Optional.of(kept), known);
    assertEquals(heard[0], known[0], 1e-5);
    expected.forEach(
        (role, values) -> {
          float largest = 0;
          for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
          }
          assertArrayEquals(values, found.get(role), 1e-3f * largest + 1e-7f, role);
        });
  }

  @Test
  void theDistanceOfStatesIsTheMeanOfSquares() {
    TrainingEngine engine = engine(new Objective(0, 0, 0, 1, 0, 3));
    Batch shorter = batch(60, List.of(Fixtures.logMel(0)), List.of(SAID));
    float[] zero = new float[LEARNT * WIDTH];
    float[] one = zero.clone();
    Arrays.fill(one, 1);
    double[] fromZero = new double[1];
    double[] fromOne = new double[1];
    gradients(engine, shorter, Optional.of(List.of(zero)), fromZero);
    gradients(engine, shorter, Optional.of(List.of(one)), fromOne);
    // 3 * mean (x - 1)^2 = 3 * mean x^2 - 6 * mean x + 3
    WhisperModel small = Exports.open(folder.resolve("student")).read();
    TrainingEngine asTeacher =
        new TrainingEngine(
            ModelSizes.of(small),
            Parameters.of(small),
            Objective.ofWholeWindows(1),
            Optional.of(new TrainingEngine.Teacher(ModelSizes.of(small), Parameters.of(small))));
    float[] own = asTeacher.teacherStates(shorter);
    double sum = 0;
    double squares = 0;
    for (float value : own) {
      sum += value;
      squares += (double) value * value;
    }
    assertEquals(3 * squares / own.length, fromZero[0], 1e-4 * fromZero[0]);
    assertEquals(3 * (squares - 2 * sum + own.length) / own.length, fromOne[0], 1e-4 * fromOne[0]);
    assertTrue(fromZero[0] > 0);
  }
}
