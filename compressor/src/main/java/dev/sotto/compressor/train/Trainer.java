package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.train.data.Batch;
import dev.sotto.compressor.train.data.BatchOrder;
import dev.sotto.compressor.train.data.Batches;
import dev.sotto.compressor.train.data.ClipLengths;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.compressor.train.optimize.LearningRateSchedule;
import dev.sotto.compressor.train.optimize.Optimizer;
import dev.sotto.compressor.train.optimize.StepRates;
import dev.sotto.compressor.train.torch.TrainingEngine;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.eval.wer.Measure;
import dev.sotto.eval.wer.WordErrorRate;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.Futures;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
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
  private final Optional<Validation> validation;
  private final TrainingEngine engine;
  private final TrainingState state;
  private final Optimizer optimizer;
  private final LearningRateSchedule rates;
  private final Updates updates;
  private final BatchOrder order;
  private final ClipLengths lengths;
  private final Batches batches;
  private final RunDirectory directory;
  private final Progress progress;
  private CompletableFuture<Batch> prepared;
  private long preparedNumber = -1;

  /**
   * What a run came to.
   *
   * @param steps made in all
   * @param loss mean over the last steps
   * @param zeroShare of the parameters of all layers, in groups of zeros
   * @param best word error rate of the validation whose weights were kept; none without validation
   * @param interrupted whether it was ended before its last step, at a checkpoint
   */
  public record Outcome(
      int steps, double loss, double zeroShare, Optional<Double> best, boolean interrupted) {}

  /**
   * @param parameters are trained in place
   * @param teacher where the objective needs one
   */
  public Trainer(
      ModelSizes sizes,
      Parameters parameters,
      Optional<TrainingEngine.Teacher> teacher,
      TrainingSet set,
      Optional<Validation> validation,
      TrainingSettings settings,
      RunDirectory directory,
      Progress progress) {
    this.settings = settings;
    this.validation = validation;
    this.directory = directory;
    this.progress = progress;
    this.engine = new TrainingEngine(sizes, parameters, settings.objective(), teacher);
    this.optimizer = settings.optimizer();
    this.rates =
        new LearningRateSchedule(
            Math.min(settings.update().warmupSteps(), settings.length().steps()),
            settings.length().steps() + 1);
    GroupPenalties penalties = new GroupPenalties(sizes, parameters, settings);
    this.state = new TrainingState(parameters, optimizer, penalties.schedule());
    this.updates = new Updates(state, optimizer, penalties, settings.update().clipNorm());
    this.order = new BatchOrder(set, settings.length().batchSize(), settings.seed());
    this.lengths = settings.frames().lengths(sizes.windowFrames());
    this.batches =
        new Batches(set, sizes.melBins(), lengths, settings.augmentation(), settings.seed());
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
      int last = settings.length().steps();
      while (state.step() < last && !isPatienceOver()) {
        step(metrics, loss);
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
    return new Outcome(
        state.step(),
        loss.mean(),
        updates.zeroShare(),
        Double.isFinite(state.bestRate()) ? Optional.of(state.bestRate()) : Optional.empty(),
        interrupted);
  }

  private boolean isPatienceOver() {
    int patience = settings.length().patience();
    return patience > 0 && state.validationsSinceBest() >= patience;
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
    return batches.make(lengths.taken(order.batch(number), number), number);
  }

  private void step(MetricsLog metrics, RecentMean recent) {
    long began = System.nanoTime();
    int accumulation = settings.length().accumulation();
    StepRates now = rates.at(state.step() + 1);
    double loss = 0;
    for (int pass = 0; pass < accumulation; pass++) {
      Batch batch = batch((long) state.step() * accumulation + pass);
      loss += pass(batch, now, pass == accumulation - 1) / accumulation;
    }
    state.advance();
    recent.add(loss);
    ObjectNode line = line(now, loss, (System.nanoTime() - began) / 1e6);
    validate(line);
    metrics.add(line);
    progress.report("train", detail(recent), state.step(), settings.length().steps());
  }

  /** Loss, and the zeros of each family where there are any. */
  private String detail(RecentMean recent) {
    String loss = String.format(Locale.ROOT, "loss %.3f", recent.mean());
    if (updates.zeroShare() == 0) {
      return loss;
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
  private double pass(Batch batch, StepRates now, boolean complete) {
    boolean[] taken = new boolean[1];
    double loss =
        engine.gradients(
            batch,
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
    line.put("zeroShare", updates.zeroShare());
    ObjectNode families = line.putObject("zeroGroups");
    updates.zeroGroups().forEach(families::put);
    return line;
  }

  private void validate(ObjectNode line) {
    int every = settings.length().validateEvery();
    boolean due =
        every > 0 && (state.step() % every == 0 || state.step() == settings.length().steps());
    if (validation.isEmpty() || !due) {
      return;
    }
    WordErrorRate rate = validation.get().run(engine, progress);
    line.put(figure(rate.measure()), rate.rate());
    // While groups still leave, a better rate is that of a larger model.
    if (updates.isSettled() && state.noteValidation(rate.rate())) {
      directory.saveBest(state);
    }
  }

  /** The name of the rate in the log. */
  private static String figure(Measure measure) {
    return switch (measure) {
      case WORDS -> "wer";
      case CHARACTERS -> "cer";
      case MIXED -> "errorRate";
    };
  }
}
