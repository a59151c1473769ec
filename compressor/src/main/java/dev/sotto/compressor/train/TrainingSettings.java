package dev.sotto.compressor.train;

import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.data.ClipLengths;
import dev.sotto.compressor.train.data.Margins;
import dev.sotto.compressor.train.magnitude.MagnitudePruning;
import dev.sotto.compressor.train.magnitude.Rounds;
import dev.sotto.compressor.train.optimize.AdaBayes;
import dev.sotto.compressor.train.optimize.AdaBayesFixedPoint;
import dev.sotto.compressor.train.optimize.AdamW;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.WeightDecay;
import dev.sotto.compressor.train.torch.Objective;
import dev.sotto.models.SottoException;
import java.util.Locale;

/**
 * Everything that decides what a run computes, apart from the model and the data.
 *
 * @param penalty draws weights to zero as a training goes
 * @param magnitude masks weights between trainings; where it is wanted, {@code length} is that of
 *     each training
 * @param seed of every random draw
 */
public record TrainingSettings(
    Length length,
    Update update,
    Objective objective,
    Penalty penalty,
    MagnitudePruning magnitude,
    Augmentation augmentation,
    Frames frames,
    long seed) {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  public TrainingSettings {
    if (magnitude.wanted() && (penalty.target() > 0 || penalty.isWeighted())) {
      throw SottoException.usage(
          "iterative magnitude pruning takes no penalty on weights beside it");
    }
  }

  /** The steps of all trainings. */
  public Rounds rounds() {
    return magnitude.rounds(length.steps());
  }

  /** The optimiser that is asked for. */
  Optimizer optimizer() {
    int batch = length.batchSize() * length.accumulation();
    double rate = update.learningRate();
    double sgdRate = update.sgdLearningRate();
    WeightDecay decay = WeightDecay.scheduled(update.weightDecay());
    return switch (update.method()) {
      case ADAMW -> new AdamW(rate, BETA1, BETA2, EPSILON, update.weightDecay());
      case ADABAYES -> new AdaBayes(rate, sgdRate, BETA1, batch, decay);
      case ADABAYES_FP ->
          new AdaBayesFixedPoint(rate, sgdRate, BETA1, BETA2, EPSILON, batch, decay);
    };
  }

  /**
   * How much is trained.
   *
   * @param batchSize clips of one pass through the model
   * @param accumulation passes whose gradients make up a step
   * @param validateEvery steps between validations; 0 for none
   * @param patience validations without a better figure after which training ends; 0 for never
   * @param heldOut share of the clips that is not trained on but validated on, where there is no
   *     other validation; 0 for none
   */
  public record Length(
      int steps, int batchSize, int accumulation, int validateEvery, int patience, double heldOut) {
    public Length {
      SottoException.require(steps >= 0, "0 or more steps", steps);
      SottoException.require(batchSize >= 1, "a batch of 1 or more clips", batchSize);
      SottoException.require(accumulation >= 1, "an accumulation of 1 or more", accumulation);
      SottoException.require(
          validateEvery >= 0, "0 or more steps between validations", validateEvery);
      SottoException.require(patience >= 0, "a patience of 0 or more validations", patience);
      SottoException.require(
          heldOut >= 0 && heldOut <= 0.5, "a share to hold out from 0 to 0.5", heldOut);
    }
  }

  /**
   * How a gradient becomes a change.
   *
   * @param learningRate of the optimiser, at the peak of the schedule
   * @param sgdLearningRate AdaBayes's second rate, that of its limit SGD
   * @param warmupSteps over which the rate rises; then it falls to 0 at the last step
   * @param clipNorm longest gradient; a longer one is scaled down to it; 0 for no limit
   */
  public record Update(
      Method method,
      double learningRate,
      double sgdLearningRate,
      int warmupSteps,
      double weightDecay,
      double clipNorm) {
    public Update {
      SottoException.require(
          learningRate > 0 && learningRate < 10, "a learning rate above 0", learningRate);
      SottoException.require(sgdLearningRate > 0, "an SGD learning rate above 0", sgdLearningRate);
      SottoException.require(warmupSteps >= 0, "0 or more warm-up steps", warmupSteps);
      SottoException.require(
          weightDecay >= 0 && weightDecay < 1, "a weight decay from 0 to 1", weightDecay);
      SottoException.require(clipNorm >= 0, "a limit of the gradient of 0 or more", clipNorm);
    }
  }

  /**
   * How long clips are, in mel frames of 10 ms.
   *
   * @param least that every clip has: silence is added to shorter ones
   * @param wholeShare share of the batches whose clips fill the model's window
   * @param joinedShare share of the batches whose clips are joined to longer sounds
   * @param margins behind clips; drawn where a model learns to hear without the rest of the window
   *     from a teacher that hears whole ones
   */
  public record Frames(int least, double wholeShare, double joinedShare, Margins margins) {
    public Frames {
      SottoException.require(
          joinedShare >= 0 && joinedShare <= 1, "a share of joined clips from 0 to 1", joinedShare);
      if (joinedShare > 0 && margins.drawn()) {
        throw SottoException.usage(
            "a teacher in whole windows hears clips one by one, so --join has to be 0");
      }
    }

    /** Of single clips that end where their sound does. */
    public Frames(int least, double wholeShare) {
      this(least, wholeShare, 0, Margins.NONE);
    }

    /** For a model with windows of so many frames. */
    ClipLengths lengths(int window) {
      return new ClipLengths(least, window, wholeShare, margins);
    }
  }

  /** The optimisers that can be asked for. */
  public enum Method {
    ADAMW,
    ADABAYES,
    ADABAYES_FP;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
