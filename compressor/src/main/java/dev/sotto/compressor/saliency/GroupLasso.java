package dev.sotto.compressor.saliency;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.models.whisper.Block;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores groups by how strong a sparse group lasso has to be before its proximal step makes them
 * zero: the survivors of a training with that penalty, in the order in which a stronger one would
 * have taken them. Groups that it made zero come first.
 *
 * <p>The step of strength {@code t} first draws every element to zero by {@code alpha * t}, and
 * then compares {@code ||u_g||_2} of what is left with {@code (1 - alpha) * t * sqrt(p_g)} (N.
 * Simon et al., "A Sparse-Group Lasso", 2013). The score is the {@code t} at which they are equal.
 * With {@code alpha = 0} it would be {@link Magnitude}; above it, a group of many small weights
 * leaves before one of equal norm that has a few large ones.
 */
public record GroupLasso() implements Saliency {
  static final String NAME = "sgl";

  /** Share of the strength that draws at single elements: both parts alike. */
  static final double ALPHA = 0.5;

  /** More than Newton's method has ever needed; each step is as good as all before together. */
  private static final int MOST_ITERATIONS = 100;

  /**
   * @throws SottoException if a weight is not float32 or not finite
   */
  @Override
  public GroupScores score(SaliencyContext context) {
    WhisperModel model = context.model();
    List<double[]> ofBlocks =
        model.blocks().parallelStream().map(block -> strengths(model, block)).toList();
    Map<String, double[]> scores = new LinkedHashMap<>();
    for (Block block : model.blocks()) {
      scores.put(block.id().name(), ofBlocks.get(scores.size()));
    }
    return new GroupScores(scores, 0);
  }

  private static double[] strengths(WhisperModel model, Block block) {
    BlockElements elements = model.storedElements(block);
    double[] strengths = new double[block.groups()];
    double[] magnitudes = new double[elements.perGroup()];
    for (int group = 0; group < strengths.length; group++) {
      int before = 0;
      for (Slice slice : elements.slices()) {
        gather(model, elements, slice, group, magnitudes, before);
        before += elements.perGroup(slice);
      }
      strengths[group] = strength(magnitudes, ALPHA);
    }
    return strengths;
  }

  private static void gather(
      WhisperModel model,
      BlockElements elements,
      Slice slice,
      int group,
      double[] magnitudes,
      int before) {
    FloatBuffer stored = model.weight(slice.role()).orElseThrow().float32().bytes().asFloatBuffer();
    elements.visit(
        slice,
        group,
        1,
        (first, length, here, step, place) -> {
          for (int k = 0; k < length; k++) {
            float weight = stored.get(first + k);
            if (!Float.isFinite(weight)) {
              throw SottoException.badInput(
                  slice.role(),
                  "holds a weight that is not a finite number, so groups cannot be scored");
            }
            magnitudes[before + place + k] = Math.abs(weight);
          }
        });
  }

  /**
   * The root of {@code ||max(|w| - alpha * t, 0)||_2 - (1 - alpha) * t * sqrt(p)}, 0 for zeros. It
   * falls and is convex in {@code t}, so Newton's method rises to the root from 0 on.
   *
   * @param magnitudes of a group's elements
   * @param alpha below 1
   */
  static double strength(double[] magnitudes, double alpha) {
    double slope = (1 - alpha) * Math.sqrt(magnitudes.length);
    double strength = 0;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double threshold = alpha * strength;
      double squares = 0;
      double sum = 0;
      for (double magnitude : magnitudes) {
        double left = Math.max(0, magnitude - threshold);
        squares += left * left;
        sum += left;
      }
      if (squares == 0) {
        return strength;
      }
      double norm = Math.sqrt(squares);
      double next = strength + (norm - slope * strength) / (alpha * sum / norm + slope);
      if (!(next > strength)) {
        return strength;
      }
      strength = next;
    }
    return strength;
  }

  @Override
  public ObjectNode identity() {
    return JsonFiles.newObject().put("method", NAME).put("alpha", ALPHA);
  }
}
