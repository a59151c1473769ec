package dev.sotto.compressor.saliency;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.train.torch.WeightGradients;
import dev.sotto.compressor.train.weights.BlockGroups;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.weights.BlockElements;
import dev.sotto.models.weights.BlockElements.Slice;
import dev.sotto.runtime.features.LogMel;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;

/**
 * How the loss moves when groups are scaled. With a factor {@code m_g = 1} before the elements of
 * group {@code g}, {@code dL/dm_g} is the sum of {@code w * dL/dw} over them.
 *
 * <p>The loss of a clip is the cross-entropy of its tokens, a mean over what is said. One clip is
 * one batch, heard in the window that the model takes, and gone before the next.
 *
 * @param scaled the slices whose elements the factor scales, as the parameters hold them
 */
record GroupSlopes(SaliencyContext context, Predicate<Slice> scaled) {

  /**
   * Sums up over all clips.
   *
   * @param measure of a group's slope on one clip
   * @throws SottoException if there is no speech, the model cannot be trained, its loss on a clip
   *     is not a number, or memory does not suffice
   */
  GroupScores sum(DoubleUnaryOperator measure) {
    WhisperModel model = context.model();
    List<CalibrationClip> clips = context.heard().clips();
    Parameters parameters = Parameters.of(model);
    WeightGradients gradients = new WeightGradients(ModelSizes.of(model), parameters);
    List<BlockGroups> blocks =
        model.blocks().stream().map(block -> BlockGroups.of(block, parameters)).toList();
    Map<String, double[]> sums = new LinkedHashMap<>();
    model.blocks().forEach(block -> sums.put(block.id().name(), new double[block.groups()]));
    LogMel logMel = new LogMel(model.config().melBins());
    int done = 0;
    context.progress().report("gradients", 0, clips.size());
    for (CalibrationClip clip : clips) {
      double loss =
          gradients.of(
              clip.batch(logMel, model.config()),
              byRole ->
                  blocks.parallelStream()
                      .forEach(
                          groups ->
                              add(
                                  slopes(groups, byRole),
                                  measure,
                                  sums.get(groups.block().id().name()))));
      if (!Double.isFinite(loss)) {
        throw SottoException.badInput(
            clip.id(), "the model's loss on this clip is not a number, so groups cannot be scored");
      }
      context.progress().report("gradients", ++done, clips.size());
    }
    return new GroupScores(sums, 0);
  }

  private static void add(double[] slopes, DoubleUnaryOperator measure, double[] sums) {
    for (int group = 0; group < sums.length; group++) {
      sums[group] += measure.applyAsDouble(slopes[group]);
    }
  }

  private double[] slopes(BlockGroups groups, Map<String, FloatBuffer> gradients) {
    double[] slopes = new double[groups.size()];
    for (Slice slice : groups.places().slices()) {
      if (scaled.test(slice)) {
        FloatBuffer weights = groups.parameters().get(slice.role()).floats();
        addProducts(groups.places(), slice, weights, gradients.get(slice.role()), slopes);
      }
    }
    return slopes;
  }

  private static void addProducts(
      BlockElements places,
      Slice slice,
      FloatBuffer weights,
      FloatBuffer gradients,
      double[] sums) {
    places.visit(
        slice,
        (first, length, group, step, place) -> {
          for (int k = 0; k < length; k++) {
            sums[group + k * step] += (double) weights.get(first + k) * gradients.get(first + k);
          }
        });
  }
}
