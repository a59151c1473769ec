package dev.sotto.compressor.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.train.Best.Criterion;
import dev.sotto.compressor.train.Trainer.Outcome;
import dev.sotto.compressor.train.data.ClipLengths;
import dev.sotto.compressor.train.data.HeldOut;
import dev.sotto.compressor.train.data.Margins;
import dev.sotto.compressor.train.data.TrainingSet;
import dev.sotto.compressor.train.torch.TrainingEngine;
import dev.sotto.compressor.train.weights.ModelSizes;
import dev.sotto.compressor.train.weights.Parameter;
import dev.sotto.compressor.train.weights.Parameters;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.json.JsonRecords;
import dev.sotto.models.plan.ExportRewriter;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Trains an export and writes one of the same shapes with the new weights. */
public record FineTuning(Request request, Progress progress) {

  /**
   * What to train.
   *
   * @param model folder of the export
   * @param train clips with their texts
   * @param validation clips to find the best weights on, by their error rate; none to find them by
   *     the loss of what the settings hold out, or to take the last
   * @param teacher folder of the model to learn from, where the objective asks for one
   * @param language what is spoken, where the data does not say
   */
  public record Request(
      Path model,
      Dataset train,
      Optional<Dataset> validation,
      Optional<Path> teacher,
      Optional<String> language,
      TrainingSettings settings) {}

  /** Where and how often to write checkpoints. */
  public record Checkpoints(Path folder, int every, boolean resume) {}

  /**
   * Trains, and writes the export unless the run was interrupted.
   *
   * @param output completed by the caller
   * @throws SottoException if an input cannot be used; the last checkpoint is whole
   */
  public Outcome run(Checkpoints checkpoints, OutputFolder output) {
    WhisperModel model = Exports.open(request.model()).read();
    if (margins().drawn()) {
      requireAnyLength(request.model());
    }
    Soundness.checkInput(model, Soundness.Trial.AUTO);
    ModelSizes sizes = ModelSizes.of(model);
    // Validations are short even where some batches are whole windows.
    ClipLengths lengths =
        new ClipLengths(
            request.settings().frames().least(), sizes.windowFrames(), 0, margins().fixed());
    Optional<HeldOut> split = heldOut();
    TrainingSet train = read(split.map(HeldOut::train).orElse(request.train()));
    boolean whole = request.settings().frames().wholeShare() > 0;
    boolean joined = request.settings().frames().joinedShare() > 0;
    Optional<Validation> validation =
        request
            .validation()
            .or(() -> split.map(HeldOut::heldOut))
            .map(dataset -> new Validation(read(dataset), folder(), lengths, whole, joined));
    Parameters parameters = Parameters.of(model);
    Trainer trainer =
        new Trainer(
            sizes,
            parameters,
            teacher(parameters),
            train,
            new Watcher.Watched(
                validation, split.isPresent() ? Criterion.LOSS : Criterion.ERROR_RATE),
            request.settings(),
            new RunDirectory(
                checkpoints.folder(),
                checkpoints.every(),
                FileHash.sha256(JsonFiles.write(identity())),
                checkpoints.resume()),
            progress);
    Outcome outcome = trainer.run();
    if (!outcome.interrupted()) {
      write(model, parameters, output);
      if (margins().drawn()) {
        ObjectNode config = JsonFiles.readObject(folder().resolve(WhisperConfig.FILE_NAME));
        AudioContext.read(folder()).withMargin(margins().least()).write(config);
        output.write(WhisperConfig.FILE_NAME, JsonFiles.write(config));
      }
      output.write(TrainingRecord.FILE, JsonFiles.write(JsonRecords.write(record(outcome))));
    }
    return outcome;
  }

  /**
   * Checks that a model takes windows of any length, so that it can learn to hear in short ones.
   *
   * @throws SottoException if not
   */
  public static void requireAnyLength(Path model) {
    if (!AudioContext.read(Exports.open(model).folder()).flexible()) {
      throw SottoException.badInput(
          model,
          "takes whole windows only; 'sotto compress --context flexible' makes one that takes"
              + " others, and can learn to hear in them");
    }
  }

  /**
   * Trains to the end and writes the export.
   *
   * @throws SottoException as {@link #run} does, and if the run was interrupted
   */
  public TrainingRecord finish(Checkpoints checkpoints, OutputFolder output) {
    Outcome outcome = run(checkpoints, output);
    if (outcome.interrupted()) {
      throw new SottoException(
          SottoException.Code.INTERRUPTED,
          "interrupted at a checkpoint; the same command goes on from there");
    }
    return record(outcome);
  }

  private Margins margins() {
    return request.settings().frames().margins();
  }

  /** What is held out of the training data: nothing where there is other data to validate on. */
  private Optional<HeldOut> heldOut() {
    TrainingSettings.Length length = request.settings().length();
    return request.validation().isPresent() || length.validateEvery() == 0
        ? Optional.empty()
        : HeldOut.split(request.train(), length.heldOut(), request.settings().seed());
  }

  private TrainingSet read(Dataset dataset) {
    return TrainingSet.read(dataset, folder(), request.language(), progress);
  }

  /** Where the tokenizer and the JSON files of the model lie. */
  private Path folder() {
    return Exports.open(request.model()).folder();
  }

  private Optional<TrainingEngine.Teacher> teacher(Parameters own) {
    if (!request.settings().objective().needsTeacher()) {
      return Optional.empty();
    }
    Path folder =
        request
            .teacher()
            .orElseThrow(() -> SottoException.usage("distillation needs a --teacher, found none"));
    WhisperModel model = Exports.open(folder).read();
    ModelSizes sizes = ModelSizes.of(model);
    Parameters parameters = Parameters.of(model);
    if (parameters.get(Roles.EMBEDDING).elements() != own.get(Roles.EMBEDDING).elements()) {
      throw SottoException.badInput(
          folder, "expected a teacher with the vocabulary and width of the model");
    }
    return Optional.of(new TrainingEngine.Teacher(sizes, parameters));
  }

  /**
   * What makes two runs the same: a checkpoint of one can go on as the other.
   *
   * @throws SottoException if a model cannot be read
   */
  public ObjectNode identity() {
    ObjectNode identity = JsonFiles.newObject();
    identity.put("sotto", SottoVersion.current());
    identity.set("settings", JsonRecords.write(request.settings()));
    identity.put("train", request.train().fingerprint());
    request.validation().ifPresent(data -> identity.put("validation", data.fingerprint()));
    request.language().ifPresent(language -> identity.put("language", language));
    identity.set("model", files(request.model()));
    if (request.settings().objective().needsTeacher()) {
      request.teacher().ifPresent(teacher -> identity.set("teacher", files(teacher)));
    }
    return identity;
  }

  private static ObjectNode files(Path export) {
    ObjectNode files = JsonFiles.newObject();
    WhisperModel model = Exports.open(export).read();
    ExportRewriter.identities(model).forEach((name, file) -> files.put(name, file.sha256()));
    return files;
  }

  private static void write(WhisperModel model, Parameters parameters, OutputFolder output) {
    Map<String, Tensor> weights = new LinkedHashMap<>();
    for (Parameter parameter : parameters.all()) {
      if (parameter.isTrainable()) {
        weights.put(parameter.role(), parameter.tensor(parameter.role()));
      }
    }
    ExportRewriter.replaceWeights(model, weights, output);
    Soundness.checkOutput(output);
  }

  private Optional<TrainingRecord.Kept> kept() {
    return heldOut()
        .map(
            split ->
                new TrainingRecord.Kept(
                    split.heldOut().utterances().size(),
                    split.by(),
                    split.heldOut().fingerprint()));
  }

  private TrainingRecord record(Outcome outcome) {
    Dataset train = request.train();
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("sotto", SottoVersion.current());
    versions.put("pytorch", TrainingEngine.version());
    return new TrainingRecord(
        request.settings(),
        new TrainingRecord.Data(
            train.name(), train.utterances().size(), train.fingerprint(), kept().orElse(null)),
        outcome.steps(),
        Double.isFinite(outcome.loss()) ? outcome.loss() : null,
        outcome.zeroShare(),
        outcome.best().orElse(null),
        outcome.ending(),
        versions);
  }
}
