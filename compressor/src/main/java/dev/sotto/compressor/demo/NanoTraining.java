package dev.sotto.compressor.demo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.compress.Stages.Stage;
import dev.sotto.compressor.compress.Step;
import dev.sotto.compressor.train.FineTuning;
import dev.sotto.compressor.train.Penalty;
import dev.sotto.compressor.train.TrainingRecord;
import dev.sotto.compressor.train.TrainingSettings;
import dev.sotto.compressor.train.TrainingSettings.Frames;
import dev.sotto.compressor.train.TrainingSettings.Length;
import dev.sotto.compressor.train.TrainingSettings.Method;
import dev.sotto.compressor.train.TrainingSettings.Update;
import dev.sotto.compressor.train.data.Augmentation;
import dev.sotto.compressor.train.magnitude.MagnitudePruning;
import dev.sotto.compressor.train.torch.Objective;
import dev.sotto.eval.dataset.Dataset;
import dev.sotto.eval.dataset.Utterance;
import dev.sotto.eval.dataset.form.Manifest;
import dev.sotto.models.SottoException;
import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.Folders;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.OutputMark;
import dev.sotto.models.io.Progress;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.json.JsonRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes the built-in model from nothing: speaks the data, draws fresh weights, trains them, and
 * gathers what comes with Sotto.
 *
 * @param stages where a run that was broken off goes on
 * @param seed of every random draw
 */
public record NanoTraining(Stages stages, long seed, Progress progress) {
  private static final int TEST_CLIPS = 80;

  /**
   * Training on clips of its own.
   *
   * @param scrambled share of the clips that say words at random, which keep the model from
   *     guessing what the grammar would say
   */
  private record Round(String name, int clips, double scrambled, int steps, double rate) {}

  /** Sentences first, since words at random are too hard to begin with. */
  private static final List<Round> ROUNDS =
      List.of(
          new Round("trained", 12_000, 0, 8000, 1e-3),
          new Round("polished", 6000, 0.3, 2500, 4e-4),
          new Round("polished", 8000, 0.3, 4000, 6e-4));

  private static final int BATCH = 16;
  private static final int WARMUP = 200;

  private static final int CHECKPOINT_EVERY = 500;

  /** Training clips that come with Sotto, enough to repair a model with. */
  private static final int BUILT_IN_CLIPS = 240;

  /**
   * Writes all files of the built-in model into {@code output}.
   *
   * @throws SottoException if espeak-ng is absent, nothing can be written, or training was
   *     interrupted
   */
  public void write(OutputFolder output) {
    Path first = speak(ROUNDS.get(0), 0);
    Path model = build(first);
    ObjectNode record = JsonFiles.readObject(first.resolve(DemoData.PROVENANCE));
    ArrayNode rounds = record.putArray("rounds");
    for (int number = 0; number < ROUNDS.size(); number++) {
      Round round = ROUNDS.get(number);
      Stage<TrainingRecord> trained = train(round, speak(round, number), model);
      rounds
          .addObject()
          .put("clips", round.clips())
          .put("scrambled", round.scrambled())
          .set("training", JsonRecords.write(trained.result()));
      model = trained.folder();
    }
    try {
      gatherModel(model, output.path().resolve(DemoData.MODEL), record);
      gatherClips(first, Split.TRAINING, BUILT_IN_CLIPS, output.path());
      gatherClips(first, Split.TEST, TEST_CLIPS, output.path());
    } catch (IOException e) {
      throw SottoException.badInput(output.target(), "cannot be written: " + e.getMessage(), e);
    }
    output.write(DemoData.PROVENANCE, JsonFiles.write(record));
  }

  /** The clips of a round; those of the first have the test beside them. */
  private Path speak(Round round, int number) {
    DemoData data =
        new DemoData(round.clips(), number == 0 ? TEST_CLIPS : 1, round.scrambled(), seed + number);
    return stages
        .complete(Step.of("spoken", data, output -> data.write(output.path(), progress)))
        .folder();
  }

  private record FreshModel(long seed, String config) {}

  private Path build(Path data) {
    Path model = data.resolve(DemoData.MODEL);
    FolderBuild build =
        new FolderBuild(model, dev.sotto.models.build.Frames.FIXED, OptionalLong.of(seed));
    FreshModel identity = new FreshModel(seed, FileHash.sha256(model.resolve("config.json")));
    return stages.complete(Step.of("fresh", identity, build::write)).folder();
  }

  private Stage<TrainingRecord> train(Round round, Path data, Path model) {
    FineTuning.Request request =
        new FineTuning.Request(
            model,
            Manifest.read(data.resolve(DemoData.manifest(Split.TRAINING))),
            // Weights that were chosen on the test clips would look better than they are.
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            settings(round));
    return stages.train(round.name(), request, CHECKPOINT_EVERY, progress);
  }

  private TrainingSettings settings(Round round) {
    return new TrainingSettings(
        new Length(round.steps(), BATCH, 1, 0, 0, 0),
        new Update(Method.ADAMW, round.rate(), round.rate(), WARMUP, 0.01, 1),
        Objective.plain(),
        Penalty.none(),
        MagnitudePruning.none(),
        new Augmentation(0.1, 0.3, 1),
        new Frames(NanoModel.WINDOW_FRAMES, 0),
        seed);
  }

  private static void gatherModel(Path trained, Path target, ObjectNode record) throws IOException {
    Folders.makeInside(target);
    ObjectNode hashes = record.putObject("sha256");
    try (var files = Files.list(trained)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(Stages.RECORD) && !name.equals(OutputMark.FILE)) {
          Files.copy(file, target.resolve(name));
          hashes.put(name, FileHash.sha256(file));
        }
      }
    }
  }

  private static void gatherClips(Path data, Split split, int most, Path target)
      throws IOException {
    Path manifest = data.resolve(DemoData.manifest(split));
    Dataset clips = Manifest.read(manifest).limit(most);
    Folders.makeInside(target.resolve(DemoData.CLIPS));
    for (Utterance clip : clips.utterances()) {
      Path file = clip.audio().file();
      Files.copy(file, target.resolve(DemoData.CLIPS).resolve(file.getFileName()));
    }
    List<String> lines = Files.readAllLines(manifest, StandardCharsets.UTF_8);
    Files.write(
        target.resolve(DemoData.manifest(split)),
        lines.subList(0, clips.utterances().size()),
        StandardCharsets.UTF_8);
  }
}
