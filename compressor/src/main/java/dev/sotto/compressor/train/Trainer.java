package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.data.BatchOrder;
import dev.sotto.compressor.train.data.Batches;
import dev.sotto.compressor.train.data.ClipLengths;
import dev.sotto.compressor.train.data.Joining;
import dev.sotto.compressor.train.data.Sound;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.compressor.train.magnitude.IterativePruning;
import dev.sotto.compressor.train.magnitude.Rounds;
import dev.sotto.compressor.train.optimize.LearningRateSchedule;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.StepRates;
import dev.sotto.compressor.train.torch.TrainingEngine;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Futures;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Trains parameters on clips. The weights after a step depend on the settings, the model and the
 * data alone, not on whether the run was interrupted before it.
 */
public final class Trainer {
  private final TrainingSettings settings;
  private final TrainingEngine engine;
  private final TrainingState state;
  private final Optimizer optimizer;
  private final Rounds rounds;
  private final LearningRateSchedule rates;
  private final Optional<IterativePruning> pruning;
  private final Updates updates;
  private final Watcher watcher;
  private final BatchOrder order;
  private final Joining joining;
  private final ClipLengths lengths;
  private final Batches batches;
  private final Optional<WholeWindows> whole;
  private final RunDirectory directory;
  private final Progress progress;
  private CompletableFuture<Batch> prepared;
  private long preparedNumber = -1;

  /**
   * What a run came to.
   *
   * @param steps made in all
   * @param loss mean over the last steps
   * @param zeroShare of the parameters of all layers, in groups of zeros; where single weights were
   *     masked, the share of those in the layers' matrices
   * @param best the weights that were kept; none without validation, when the last are kept
   */
  public record Outcome(
      int steps, double loss, double zeroShare, Optional<Best> best, Ending ending) {

    /** Whether it was ended before its last step, at a checkpoint. */
    public boolean interrupted() {
      return ending == Ending.INTERRUPTED;
    }
  }

  /**
   * @param parameters are trained in place
   * @param teacher where the objective needs one
   */
  Trainer(
      ModelSizes sizes,
      Parameters parameters,
      Optional<TrainingEngine.Teacher> teacher,
      TrainingSet set,
      Watcher.Watched watched,
      TrainingSettings settings,
      RunDirectory directory,
      Progress progress) {
    this.settings = settings;
    this.directory = directory;
    this.progress = progress;
    this.engine = new TrainingEngine(sizes, parameters, settings.objective(), teacher);
    this.optimizer = settings.optimizer();
    this.rates =
        new LearningRateSchedule(
            Math.min(settings.update().warmupSteps(), settings.length().steps()),
            settings.length().steps() + 1);
    this.rounds = settings.rounds();
    GroupPenalties penalties = new GroupPenalties(sizes, parameters, settings);
    this.pruning =
        settings.magnitude().wanted()
            ? Optional.of(
                new IterativePruning(settings.magnitude(), penalties.blocks(), parameters))
            : Optional.empty();
    this.state =
        new TrainingState(
            parameters, optimizer, penalties.schedule(), pruning.map(IterativePruning::masks));
    this.updates = new Updates(state, optimizer, penalties, settings.update().clipNorm());
    this.watcher = new Watcher(watched, settings.length(), state, directory, this::isSettled);
    this.order = new BatchOrder(set, settings.length().batchSize(), settings.seed());
    double joined = settings.frames().joinedShare();
    this.joining = new Joining(set, joined, sizes.windowFrames(), settings.seed());
    this.lengths = settings.frames().lengths(sizes.windowFrames());
    this.batches =
        new Batches(set, sizes.melBins(), lengths, settings.augmentation(), settings.seed());
    this.whole =
        settings.frames().margins().drawn()
            ? Optional.of(new WholeWindows(engine, set, sizes.melBins(), sizes.windowFrames()))
            : Optional.empty();
  }

  /**
   * Trains to the end, or until the virtual machine is asked to end.
   *
   * @throws SottoException if a clip cannot be read, the loss is no finite number, memory does not
   *     suffice or the disk is full; the last checkpoint is whole
   */
  public Outcome run() {
    MetricsLog metrics = directory.open(state);
    RecentMean loss = new RecentMean();
    boolean interrupted = false;
    try (Interruption interruption = Interruption.listen()) {
      int last = rounds.total();
      if (state.step() == 0) {
        begin(metrics);
      }
      while (state.step() < last && !watcher.isPatienceOver()) {
        step(metrics, loss);
        betweenTrainings();
        interrupted = interruption.isRequested() && state.step() < last;
        if (interrupted
            || state.step() % directory.checkpointEvery() == 0
            || state.step() == last) {
          directory.saveCheckpoint(state);
        }
        if (interrupted) {
          break;
        }
      }
    } catch (OutOfMemoryError e) {
      throw SottoException.badInput(
          "training",
          "not enough memory for weights and optimiser; give Java more (SOTTO_JAVA_OPTS=-Xmx8g) or"
              + " lower --train-batch",
          e);
    }
    if (!interrupted) {
      directory.takeBest(state);
    }
    return new Outcome(state.step(), loss.mean(), zeroShare(), watcher.best(), ending(interrupted));
  }

  private Ending ending(boolean interrupted) {
    if (interrupted) {
      return Ending.INTERRUPTED;
    }
    return state.step() < rounds.total() ? Ending.PATIENCE : Ending.LAST_STEP;
  }

  /** What precedes the first step: the weights as they are may be the best. */
  private void begin(MetricsLog metrics) {
    if (rounds.isEarly(0)) {
      directory.saveEarly(state);
    }
    if (isSettled() && watcher.isDue(rounds.total())) {
      ObjectNode line = JsonFiles.newObject().put("step", 0);
      watcher.look(engine, progress, line);
      metrics.add(line);
    }
  }

  /** Keeps the early weights, or masks more and comes back to them. */
  private void betweenTrainings() {
    if (rounds.isEarly(state.step())) {
      directory.saveEarly(state);
    }
    if (rounds.endsTraining(state.step())) {
      pruning.orElseThrow().prune(rounds.round(state.step()) + 1);
      directory.rewind(state);
    }
  }

  /** Whether nothing more is going to become zero. */
  private boolean isSettled() {
    return updates.isSettled() && rounds.round(state.step()) == rounds.rounds();
  }

  private double zeroShare() {
    return pruning.map(masked -> masked.masks().share()).orElseGet(updates::zeroShare);
  }

  /** The batch of a number; the next one is made while this one is trained on. */
  private Batch batch(long number) {
    CompletableFuture<Batch> mine =
        preparedNumber == number ? prepared : CompletableFuture.supplyAsync(() -> make(number));
    Batch batch = Futures.join(mine);
    preparedNumber = number + 1;
    prepared = CompletableFuture.supplyAsync(() -> make(number + 1));
    return batch;
  }

  private Batch make(long number) {
    return batches.make(sounds(number), number);
  }

  private List<Sound> sounds(long number) {
    return lengths.taken(joining.sounds(order.batch(number), number), number);
  }

  private void step(MetricsLog metrics, RecentMean recent) {
    long began = System.nanoTime();
    int accumulation = settings.length().accumulation();
    int local = rounds.local(state.step() + 1);
    StepRates now = rates.at(local);
    double loss = 0;
    for (int pass = 0; pass < accumulation; pass++) {
      long number = (local - 1L) * accumulation + pass;
      loss += pass(number, now, pass == accumulation - 1) / accumulation;
    }
    state.advance();
    recent.add(loss);
    ObjectNode line = line(now, loss, (System.nanoTime() - began) / 1e6);
    if (watcher.isDue(rounds.total())) {
      watcher.look(engine, progress, line);
    }
    metrics.add(line);
    progress.report("train", detail(recent), state.step(), rounds.total());
  }

  /** Loss, and the zeros of each family where there are any. */
  private String detail(RecentMean recent) {
    String loss = String.format(Locale.ROOT, "loss %.3f", recent.mean());
    if (zeroShare() == 0) {
      return loss;
    }
    if (pruning.isPresent()) {
      return String.format(Locale.ROOT, "%s, masked %.1f %%", loss, 100 * zeroShare());
    }
    String groups =
        updates.zeroGroups().entrySet().stream()
            .map(
                zero -> String.format(Locale.ROOT, "%s %.0f", zero.getKey(), 100 * zero.getValue()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT, "%s, zero %.1f %% (groups: %s)", loss, 100 * updates.zeroShare(), groups);
  }

  /** One batch: its gradients are taken, and with the last of a step the weights change. */
  private double pass(long number, StepRates now, boolean complete) {
    boolean[] taken = new boolean[1];
    double loss =
        engine.gradients(
            batch(number),
            whole.map(teacher -> teacher.of(sounds(number))),
            gradients -> {
              taken[0] = updates.take(gradients, settings.length().accumulation());
              if (taken[0] && complete) {
                updates.apply(now);
              }
            });
    if (!taken[0] || !Double.isFinite(loss)) {
      throw SottoException.badInput(
          "training",
          "the loss or gradient of step %d is no finite number; lower --learning-rate, or look for clips with wrong texts"
              .formatted(state.step() + 1));
    }
    return loss;
  }

  private ObjectNode line(StepRates now, double loss, double millis) {
    ObjectNode line = JsonFiles.newObject();
    line.put("step", state.step());
    line.put("loss", loss);
    line.put("rateFactor", now.factor());
    line.put("gradientNorm", updates.gradientNorm());
    line.put("stepMillis", Math.round(millis));
    if (rounds.rounds() > 0) {
      line.put("round", rounds.round(state.step()));
    }
    line.put("zeroShare", zeroShare());
    ObjectNode families = line.putObject("zeroGroups");
    updates.zeroGroups().forEach(families::put);
    return line;
  }
}
