package dev.sotto.compressor.cli.training;

import dev.sotto.compressor.train.Penalty;
import dev.sotto.compressor.train.Recipe;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.compressor.train.magnitude.MagnitudePruning;
import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.models.plan.HeadMode;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** How a model is trained. What is not given is by the size of the data and of the model. */
public final class TrainingOptions {
  @Spec(Spec.Target.SELF)
  private CommandSpec own;

  @Mixin private LengthOptions length;
  @Mixin private UpdateOptions update;
  @Mixin private SoundOptions sound;
  @Mixin private ObjectiveOptions objective;
  @Mixin private PenaltyOptions penalty;
  @Mixin private MagnitudeOptions magnitude;

  /**
   * What holds where nothing is said.
   *
   * @param distils whether a teacher is learnt from
   * @param watches whether clips are held out, and training ends when they are heard no better
   */
  public record Defaults(Recipe recipe, boolean distils, boolean watches) {}

  /** The names of all of these options. */
  public Set<String> names() {
    return own.options().stream().map(OptionSpec::longestName).collect(Collectors.toSet());
  }

  /**
   * Refuses options that contradict each other, before anything is read.
   *
   * @throws dev.sotto.models.SottoException if some do
   */
  public void check() {
    sound.check();
  }

  /** Reads what {@code --validation} names. */
  public Optional<Dataset> validation() {
    return length.validation();
  }

  public int checkpointEvery() {
    return length.checkpointEvery();
  }

  /** Share of the clips that is not trained on. */
  public double heldOut(Defaults defaults) {
    return length.heldOut(defaults);
  }

  public int steps(Recipe recipe) {
    return length.steps(recipe);
  }

  /** What is masked between trainings, if anything is. */
  public Optional<Unit> masked() {
    return magnitude.unit();
  }

  /**
   * The settings of a training that makes zeros if it is asked to.
   *
   * @param share that is to become zero where no option says it; 0 for none
   * @param seed of every draw
   */
  public TrainingSettings settings(
      Defaults defaults, HeadMode heads, DoubleSupplier share, long seed) {
    int steps = length.steps(defaults.recipe());
    double target = penalty.isGiven() ? penalty.target() : share.getAsDouble();
    MagnitudePruning masking = magnitude.pruning(target, steps, heads);
    Penalty drawing = penalty.penalty(masking.wanted() ? 0 : target, heads);
    return settings(defaults, steps, drawing, masking, seed);
  }

  /** The settings of a training that makes no zeros. */
  public TrainingSettings settings(Defaults defaults, int steps, long seed) {
    return settings(defaults, steps, Penalty.none(), MagnitudePruning.none(), seed);
  }

  private TrainingSettings settings(
      Defaults defaults, int steps, Penalty drawing, MagnitudePruning masking, long seed) {
    Recipe recipe = defaults.recipe();
    return new TrainingSettings(
        length.length(defaults, steps, masking.rounds(steps).total()),
        update.update(recipe, steps),
        objective.objective(defaults.distils()),
        drawing,
        masking,
        sound.augmentation(),
        sound.frames(recipe, false),
        seed);
  }

  /** Whether a model is to learn to hear without the rest of its window. */
  public boolean isContextRobust() {
    return sound.isContextRobust();
  }

  /** The settings of a training that does that, and makes no zeros. */
  public TrainingSettings contextRobust(Defaults defaults, long seed) {
    Recipe recipe = defaults.recipe();
    int steps = length.steps(recipe);
    Length all = length.length(defaults, steps, steps);
    return new TrainingSettings(
        // The loss on clips held out would be that of a teacher who hears as little.
        new Length(steps, all.batchSize(), all.accumulation(), all.validateEvery(), 0, 0),
        update.update(recipe, steps),
        objective.ofWholeWindows(),
        Penalty.none(),
        MagnitudePruning.none(),
        sound.augmentation(),
        sound.frames(recipe, true),
        seed);
  }
}
