package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.CalibrationClip;
import dev.sotto.compressor.calibrate.InputMoments;
import dev.sotto.compressor.repair.Survey.Answer;
import dev.sotto.compressor.repair.Survey.Curve;
import dev.sotto.compressor.train.torch.DivergenceProbe;
import dev.sotto.compressor.train.torch.DivergenceProbe.Changes;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.io.Progress;
import dev.sotto.models.whisper.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Measures a {@link Survey}: the optimal brain surgeon takes the groups of each block out, one
 * block at a time, and where some of them are gone the whole model says what that does to its
 * answers.
 *
 * @param moments of clips other than those on which the model is asked
 */
public record Surveyor(Function<Block, InputMoments> moments, Progress progress) {
  /** Shares of the groups of a block that are gone where the model is asked. */
  private static final double[] ASKED = {0.25, 0.6};

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

  /** A block without the first share of its groups, once for each damping; then without more. */
  private final class Tries implements Changes {
    private final Parameters parameters;
    private final Map<String, Curve> curves;
    private final List<BrainSurgeon> tried = new ArrayList<>();
    private OutputProjection dense;
    private InputMoments known;

    Tries(Parameters parameters, Map<String, Curve> curves) {
      this.parameters = parameters;
      this.curves = curves;
    }

    @Override
    public void begin(Block block) {
      known = moments.apply(block);
      dense = OutputProjection.of(block, parameters);
      tried.clear();
    }

    @Override
    public Optional<Runnable> next(List<Double> divergences) {
      int asked = divergences.size();
      if (asked < DAMPING.length) {
        tried.add(new BrainSurgeon(dense, known, DAMPING[asked]));
        return Optional.of(without(tried.get(asked), gone(0)));
      }
      int share = asked - DAMPING.length + 1;
      return share < ASKED.length && gone(share) > gone(share - 1)
          ? Optional.of(without(tried.get(best(divergences)), gone(share)))
          : Optional.empty();
    }

    private Runnable without(BrainSurgeon surgeon, int groups) {
      return () -> {
        surgeon.removeCheapest(groups);
        surgeon.projection().store(parameters);
      };
    }

    private int gone(int share) {
      int groups = dense.block().groups();
      return Math.min(Math.max(1, (int) Math.round(ASKED[share] * groups)), groups - 1);
    }

    private static int best(List<Double> divergences) {
      List<Double> first = divergences.subList(0, DAMPING.length);
      return first.indexOf(Collections.min(first));
    }

    @Override
    public void end(List<Double> divergences) {
      dense.store(parameters);
      int best = best(divergences);
      BrainSurgeon surgeon = tried.get(best);
      surgeon.removeCheapest(dense.block().groups() - 1);
      List<Answer> answers = new ArrayList<>();
      answers.add(new Answer(gone(0), divergences.get(best)));
      for (int asked = DAMPING.length; asked < divergences.size(); asked++) {
        answers.add(new Answer(gone(asked - DAMPING.length + 1), divergences.get(asked)));
      }
      curves.put(
          dense.block().id().name(),
          new Curve(
              surgeon.removed(),
              Arrays.stream(surgeon.losses()).boxed().toList(),
              DAMPING[best],
              answers));
    }
  }
}
