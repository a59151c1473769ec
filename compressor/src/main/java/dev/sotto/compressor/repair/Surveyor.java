package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.repair.Survey.Curve;
import dev.sotto.compressor.train.torch.DivergenceProbe;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures a {@link Survey}: the optimal brain surgeon takes the groups of each block out, one
 * block at a time, and where a quarter of them is gone the whole model says what that does to its
 * answers.
 *
 * @param moments of most clips
 * @param others moments of the clips on which the model is asked
 */
public record Surveyor(
    Function<Block, InputMoments> moments,
    Function<Block, InputMoments> others,
    Progress progress) {
  /** Share of the groups of a block that is gone where the model is asked. */
  private static final double PROBED = 0.25;

  /**
   * What is tried for {@code lambda}: the fewer rows the moments know, the more of it is needed.
   */
  private static final double[] DAMPING = {1e-3, 1e-2, 1e-1};

  /**
   * Measures.
   *
   * @param parameters changed and restored
   * @param clips on which the model is asked
   */
  public Survey survey(ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips) {
    Map<String, Elimination> found = new LinkedHashMap<>();
    Map<Block, Double> divergences =
        new DivergenceProbe(sizes, parameters, clips, progress)
            .of(
                block -> {
                  Elimination elimination = eliminate(block, parameters);
                  found.put(block.id().name(), elimination);
                  OutputProjection dense = OutputProjection.of(block, parameters);
                  elimination.probed.store(parameters);
                  return () -> dense.store(parameters);
                });
    Map<String, Curve> curves = new LinkedHashMap<>();
    divergences.forEach(
        (block, divergence) ->
            curves.put(block.id().name(), found.get(block.id().name()).curve(divergence)));
    return new Survey(curves);
  }

  /**
   * All groups but one taken out of a block.
   *
   * @param probed the projection where a part of them is gone
   */
  private record Elimination(
      List<Integer> order, double[] losses, int gone, double damping, OutputProjection probed) {

    Curve curve(double divergence) {
      double error = Arrays.stream(losses, 0, gone).sum();
      // Where nothing is lost, the order alone says what is to leave first.
      double perError = error > 0 ? Math.max(divergence, Double.MIN_NORMAL) / error : 0;
      return new Curve(order, Arrays.stream(losses).boxed().toList(), damping, perError);
    }
  }

  private Elimination eliminate(Block block, Parameters parameters) {
    OutputProjection dense = OutputProjection.of(block, parameters);
    InputMoments known = moments.apply(block);
    InputMoments unknown = others.apply(block);
    int gone = Math.max(1, (int) Math.round(PROBED * block.groups()));
    BrainSurgeon best = null;
    double damping = 0;
    double least = Double.POSITIVE_INFINITY;
    for (double tried : DAMPING) {
      BrainSurgeon surgeon = new BrainSurgeon(dense, known, tried);
      surgeon.removeCheapest(Math.min(gone, block.groups() - 1));
      double error = dense.relativeError(surgeon.projection(), unknown);
      if (error < least) {
        least = error;
        best = surgeon;
        damping = tried;
      }
    }
    if (best == null) {
      throw SottoException.badInput(
          block.id().name(), "reads numbers that are not finite; the model is damaged");
    }
    OutputProjection probed = best.projection().copy();
    best.removeCheapest(block.groups() - 1);
    return new Elimination(best.removed(), best.losses(), gone, damping, probed);
  }
}
