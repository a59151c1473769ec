package dev.sotto.compressor.saliency;

import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.LogicalWeight;
import dev.sotto.models.whisper.Block;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * TSPAR's unstructured pass: in what the structured pass leaves of each matrix of the blocks, with
 * standard deviation {@code sigma'}, every element with {@code |w| < s * sigma'} becomes zero.
 */
public final class ElementThresholds {
  /** What is left of one matrix. */
  private record Survivors(String role, double deviation, FloatBuffer magnitudes) {
    long below(double scale) {
      double limit = scale * deviation;
      long count = 0;
      for (int i = 0; i < magnitudes.limit(); i++) {
        if (magnitudes.get(i) < limit) {
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
      boolean[] leaving = new boolean[block.groups()];
      removed.getOrDefault(block.id().name(), List.of()).forEach(group -> leaving[group] = true);
      BlockElements elements = model.storedElements(block);
      for (BlockElements.Slice slice : elements.slices()) {
        LogicalWeight weight = model.weight(slice.role()).orElseThrow();
        if (weight.shape().length == 2) {
          matrices.add(survivors(weight, elements, slice, leaving));
        }
      }
    }
  }

  private static Survivors survivors(
      LogicalWeight weight, BlockElements elements, BlockElements.Slice slice, boolean[] leaving) {
    FloatBuffer stored = weight.float32().bytes().asFloatBuffer();
    float[] magnitudes = new float[slice.elements()];
    Moments moments = new Moments();
    elements.visit(
        slice,
        (first, length, group, step, place) -> {
          for (int k = 0; k < length; k++) {
            if (!leaving[group + k * step]) {
              float element = stored.get(first + k);
              magnitudes[moments.count] = Math.abs(element);
              moments.add(element);
            }
          }
        });
    return new Survivors(
        weight.role(),
        moments.deviation(),
        FloatBuffer.wrap(Arrays.copyOf(magnitudes, moments.count)));
  }

  /** Sums over elements in their order. */
  private static final class Moments {
    private int count;
    private double sum;
    private double squares;

    void add(double element) {
      count++;
      sum += element;
      squares += element * element;
    }

    double deviation() {
      double mean = sum / count;
      return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }
  }

  /** How many elements the scale {@code s} sets to zero. */
  public long zeroed(double scale) {
    return matrices.stream().mapToLong(matrix -> matrix.below(scale)).sum();
  }

  /** How many elements there are to choose from. */
  public long elements() {
    return matrices.stream().mapToLong(matrix -> matrix.magnitudes.limit()).sum();
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
