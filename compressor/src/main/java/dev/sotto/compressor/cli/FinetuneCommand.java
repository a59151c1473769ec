package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.LanguageConverter;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.cli.training.TrainingOptions;
import dev.sotto.compressor.cli.training.TrainingOptions.Defaults;
import dev.sotto.compressor.label.OwnTexts;
import dev.sotto.compressor.label.SpeechInput;
import dev.sotto.compressor.train.Best.Criterion;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.FineTuning.Checkpoints;
import dev.sotto.compressor.train.Trainer.Outcome;
import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.DatasetOptions;
import dev.sotto.eval.dataset.form.Datasets;
import dev.sotto.models.SottoException;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.plan.HeadMode;
import dev.sotto.runtime.session.SessionSettings;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto finetune MODEL --train DATA --out DIR}. */
@Command(
    name = "finetune",
    mixinStandardHelpOptions = true,
    description = {
      "Train a model on speech, drawing heads and units to zero if asked to, or masking weights.",
      "The result is an export of the same shapes with other weights; plan and apply then take out"
          + " what became zero."
    })
final class FinetuneCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SeedOption seed;
  @Mixin private OutputFolderOptions out;
  @Mixin private TrainingOptions training;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Option(
      names = "--train",
      paramLabel = "DATA",
      required = true,
      description = "Speech to train on, in any form that 'sotto eval' reads.")
  private Path train;

  @Option(
      names = "--teacher",
      paramLabel = "MODEL",
      description = "Export to learn from (default: the model itself, where --distil is given).")
  private Optional<Path> teacher = Optional.empty();

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      converter = LanguageConverter.class,
      description = "What is spoken, where the data does not say.")
  private Optional<String> language = Optional.empty();

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "Folder of checkpoints and metrics (default: the output's name with -training).")
  private Optional<Path> checkpoints = Optional.empty();

  @Option(names = "--resume", description = "Go on from the checkpoint, if there is one.")
  private boolean resume;

  @Option(
      names = "--heads",
      paramLabel = "uniform|portable|free",
      defaultValue = "uniform",
      description =
          "With --sparsity, draw as many heads of every attention of a stack to zero, or any"
              + " (default: ${DEFAULT-VALUE}).")
  private HeadMode heads;

  @Override
  public Integer call() {
    training.check();
    out.check(model, train);
    Path folder = checkpoints.orElseGet(() -> out.beside("training"));
    out.checkApart("--checkpoints", folder);
    Dataset speech = speech();
    Defaults defaults =
        new Defaults(TrainingInput.recipe(model, speech), teacher.isPresent(), false);
    if (!training.isContextRobust()) {
      TrainingInput.tooFewToHoldOut(speech, training.heldOut(defaults)).ifPresent(common::warn);
    }
    FineTuning.Request request =
        new FineTuning.Request(
            model,
            speech,
            training.validation(),
            teacher.or(() -> Optional.of(model)),
            language,
            training.isContextRobust()
                ? training.contextRobust(defaults, seed.value())
                : training.settings(defaults, heads, () -> 0, seed.value()));
    Outcome outcome;
    try (OutputFolder output = out.create();
        ConsoleProgress progress = common.progress()) {
      outcome =
          new FineTuning(request, progress)
              .run(new Checkpoints(folder, training.checkpointEvery(), resume), output);
      if (outcome.interrupted()) {
        throw new SottoException(
            SottoException.Code.INTERRUPTED,
            "interrupted after step " + outcome.steps() + "; --resume goes on from there");
      }
      output.complete();
    }
    print(outcome);
    return 0;
  }

  /** Clips with texts, or with those that the teacher writes where it is to be followed alone. */
  private Dataset speech() {
    if (!training.isContextRobust()) {
      return Datasets.read(train, DatasetOptions.defaults());
    }
    FineTuning.requireAnyLength(model);
    try (ConsoleProgress progress = common.progress()) {
      return OwnTexts.of(
          teacher.orElse(model),
          SpeechInput.read(train),
          language,
          SessionSettings.defaults(),
          progress.of("texts"));
    }
  }

  private void print(Outcome outcome) {
    common.print(
        () -> json(outcome),
        text -> {
          text.printf(Locale.ROOT, "%d steps, ", outcome.steps());
          if (Double.isFinite(outcome.loss())) {
            text.printf(Locale.ROOT, "loss %.4f, ", outcome.loss());
          }
          text.printf(
              Locale.ROOT,
              training.masked().filter(Unit.WEIGHTS::equals).isPresent()
                  ? "%.1f %% of the weights of the layers' matrices masked"
                  : "%.1f %% of the layers' parameters in groups of zeros",
              100 * outcome.zeroShare());
          outcome
              .best()
              .ifPresent(
                  best ->
                      text.printf(
                          Locale.ROOT,
                          best.criterion() == Criterion.ERROR_RATE
                              ? ", best after %d with a validation error rate of %.2f %%"
                              : ", best after %d with a held-out loss of %.4f",
                          best.step(),
                          best.criterion() == Criterion.ERROR_RATE
                              ? 100 * best.value()
                              : best.value()));
          text.println();
          text.println("wrote " + out.folder() + " (seed " + seed.value() + ")");
        });
  }

  private ObjectNode json(Outcome outcome) {
    ObjectNode json = JsonFiles.newObject();
    json.put("steps", outcome.steps());
    if (Double.isFinite(outcome.loss())) {
      json.put("loss", outcome.loss());
    }
    json.put("zeroShare", outcome.zeroShare());
    json.put("seed", seed.value());
    json.put("ending", outcome.ending().toString());
    outcome
        .best()
        .ifPresent(
            best -> {
              json.put("bestStep", best.step());
              json.put(
                  best.criterion() == Criterion.ERROR_RATE ? "validationErrorRate" : "heldOutLoss",
                  best.value());
            });
    return json;
  }
}
