package dev.sotto.compressor.saliency;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.Coupling;
import dev.sotto.models.whisper.LogicalAxis;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * TSPAR's unstructured pass: in what the structured pass leaves of each matrix of the blocks, with
 * standard deviation {@code sigma'}, every element with {@code |w| < s * sigma'} becomes zero.
 */
public final class ElementThresholds {
  /** What is left of one matrix. */
  private static final class Survivors {
    private final String role;
    private final double deviation;
    private final float[] magnitudes;

    Survivors(String role, double deviation, float[] magnitudes) {
      this.role = role;
      this.deviation = deviation;
      this.magnitudes = magnitudes;
    }

    long below(double scale) {
      double limit = scale * deviation;
      long count = 0;
      for (float magnitude : magnitudes) {
        if (magnitude < limit) {
          count++;
        }
      }
      return count;
    }
  }

  private final List<Survivors> matrices = new ArrayList<>();

  /**
   * @param removed block name to the groups that the structured pass takes
   */
  public ElementThresholds(WhisperModel model, Map<String, List<Integer>> removed) {
    for (Block block : model.blocks()) {
      Set<Integer> leaving = new HashSet<>(removed.getOrDefault(block.id().name(), List.of()));
      for (Coupling coupling : block.couplings()) {
        LogicalWeight weight = model.weight(coupling.role()).orElseThrow();
        if (weight.first().tensor().rank() == 2) {
          matrices.add(survivors(weight, coupling.axis(), block.groupSize(), leaving));
        }
      }
    }
  }

  private static Survivors survivors(
      LogicalWeight weight, LogicalAxis axis, int groupSize, Set<Integer> leaving) {
    FloatBuffer elements = Weights.floats(weight);
    long[] shape = weight.first().tensor().shape();
    int stored = weight.first().storedAxis(axis);
    float[] magnitudes = new float[elements.remaining()];
    int count = 0;
    double sum = 0;
    double squares = 0;
    for (int row = 0; row < shape[0]; row++) {
      for (int column = 0; column < shape[1]; column++) {
        float element = elements.get();
        if (!leaving.contains((stored == 0 ? row : column) / groupSize)) {
          magnitudes[count++] = Math.abs(element);
          sum += element;
          squares += (double) element * element;
        }
      }
    }
    double mean = sum / count;
    double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return new Survivors(weight.role(), deviation, Arrays.copyOf(magnitudes, count));
  }

  /** How many elements the scale {@code s} sets to zero. */
  public long zeroed(double scale) {
    return matrices.stream().mapToLong(matrix -> matrix.below(scale)).sum();
  }

  /** How many elements there are to choose from. */
  public long elements() {
    return matrices.stream().mapToLong(matrix -> matrix.magnitudes.length).sum();
  }

  /** The magnitude below which each matrix is set to zero at scale {@code s}, by role. */
  public Map<String, Double> thresholds(double scale) {
    Map<String, Double> thresholds = new LinkedHashMap<>();
    if (scale > 0) {
      matrices.forEach(matrix -> thresholds.put(matrix.role, scale * matrix.deviation));
    }
    return thresholds;
  }
}
