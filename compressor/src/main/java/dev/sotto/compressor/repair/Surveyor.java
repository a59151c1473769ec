package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.repair.Survey.Curve;
import dev.sotto.compressor.train.torch.DivergenceProbe;
import dev.sotto.compressor.train.torch.DivergenceProbe.Changes;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Measures a {@link Survey}: the optimal brain surgeon takes the groups of each block out, one
 * block at a time, and where a quarter of them is gone the whole model says what that does to its
 * answers.
 *
 * @param moments of clips other than those on which the model is asked
 */
public record Surveyor(Function<Block, InputMoments> moments, Progress progress) {
  /** Share of the groups of a block that is gone where the model is asked. */
  private static final double PROBED = 0.25;

  /**
   * What is tried for {@code lambda}: the fewer rows the moments know, the more of it is needed.
   */
  private static final double[] DAMPING = {1e-3, 1e-2};

  /**
   * Measures.
   *
   * @param parameters changed and restored
   * @param clips on which the model is asked
   */
  public Survey survey(ModelSizes sizes, Parameters parameters, List<CalibrationClip> clips) {
    Map<String, Curve> curves = new LinkedHashMap<>();
    new DivergenceProbe(sizes, parameters, clips, progress).measure(new Tries(parameters, curves));
    return new Survey(curves);
  }

  /** A block with a part of its groups gone, once for each damping. */
  private final class Tries implements Changes {
    private final Parameters parameters;
    private final Map<String, Curve> curves;
    private OutputProjection dense;
    private List<Elimination> tried;

    Tries(Parameters parameters, Map<String, Curve> curves) {
      this.parameters = parameters;
      this.curves = curves;
    }

    @Override
    public List<Runnable> of(Block block) {
      InputMoments known = moments.apply(block);
      dense = OutputProjection.of(block, parameters);
      tried =
          Arrays.stream(DAMPING)
              .mapToObj(damping -> Elimination.of(dense, known, damping))
              .toList();
      return tried.stream()
          .<Runnable>map(elimination -> () -> elimination.surgeon.projection().store(parameters))
          .toList();
    }

    @Override
    public void done(Block block, List<Double> divergences) {
      dense.store(parameters);
      int best = divergences.indexOf(Collections.min(divergences));
      curves.put(block.id().name(), tried.get(best).curve(block, divergences.get(best)));
    }
  }

  /**
   * A part of the groups taken out of a block.
   *
   * @param gone how many of them where the model is asked
   */
  private record Elimination(BrainSurgeon surgeon, double damping, int gone) {

    static Elimination of(OutputProjection dense, InputMoments known, double damping) {
      int groups = dense.block().groups();
      int gone = Math.min(Math.max(1, (int) Math.round(PROBED * groups)), groups - 1);
      BrainSurgeon surgeon = new BrainSurgeon(dense, known, damping);
      surgeon.removeCheapest(gone);
      return new Elimination(surgeon, damping, gone);
    }

    /** Takes out all groups but one. */
    Curve curve(Block block, double divergence) {
      surgeon.removeCheapest(block.groups() - 1);
      double[] losses = surgeon.losses();
      double error = Arrays.stream(losses, 0, gone).sum();
      // Where nothing is lost, the order alone says what is to leave first.
      double perError = error > 0 ? Math.max(divergence, Double.MIN_NORMAL) / error : 0;
      return new Curve(
          surgeon.removed(), Arrays.stream(losses).boxed().toList(), damping, perError);
    }
  }
}
