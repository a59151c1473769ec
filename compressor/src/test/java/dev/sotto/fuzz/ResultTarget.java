package dev.sotto.fuzz;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.ResultFiles;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.runtime.audio.AudioSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * Results of evaluations, of texts, of compressions and diagnoses, as reports and gates read them.
 */
final class ResultTarget implements FuzzTarget {
  private static final String DIAGNOSIS = "diagnosis.json";

  private final Path sound;
  private final Path texts;
  private final Path evaluation;
  private final Path diagnosed;

  ResultTarget(Seeds seeds) throws IOException {
    sound = seeds.folder("results");
    Path work = seeds.folder("results-made-of");
    Path pairs = work.resolve("pairs.jsonl");
    Files.writeString(
        pairs,
        """
        {"id": "a", "text": "one two three", "hypothesis": "one too three", "duration": 1.5}
        {"id": "b", "text": "four", "hypothesis": "", "language": "en", "speaker": "s1"}
        """);
    texts = sound.resolve("texts.json");
    Answers.ofCommand("score", pairs, "--out", texts);
    evaluation = ResultFiles.evaluation(sound, "evaluation.json");
    ResultFiles.compression(work, "compression.json");
    Files.copy(work.resolve("compression.json"), sound.resolve("compression.json"));
    Path diagnosis = sound.resolve(DIAGNOSIS);
    Path clip = Files.write(work.resolve("a.wav"), AudioSeeds.all().get("pcm16.wav"));
    Path other = Files.write(work.resolve("b.wav"), AudioSeeds.all().get("mulaw.wav"));
    Outcome made =
        Answers.ofCommand(
            "diagnose",
            seeds.export(),
            seeds.export(),
            "--threads",
            1,
            "--no-gradients",
            "--out",
            diagnosis,
            "--audio",
            clip,
            other);
    if (made != Outcome.ACCEPTED) {
      throw new IllegalStateException("a sound model is not diagnosed");
    }
    ObjectNode result = JsonFiles.readObject(evaluation);
    result
        .withObject("/model")
        .set("sha256", JsonFiles.readObject(diagnosis).at("/dense/model/sha256"));
    diagnosed = Files.write(work.resolve("diagnosed.json"), JsonFiles.write(result));
  }

  @Override
  public String name() {
    return "result";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    var files = Seeds.files(sound);
    Path file = files.get(random.nextInt(files.size()));
    byte[] mutated = JsonMutator.mutate(Files.readAllBytes(file), random);
    Files.write(input.resolve(file.getFileName()), mutated);
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    Path file = Seeds.files(input).get(0);
    Path page = scratch.resolve("page.html");
    if (file.endsWith(DIAGNOSIS)) {
      return Answers.ofCommand("report", diagnosed, diagnosed, "--diagnosis", file, "--out", page);
    }
    boolean ofTexts = file.getFileName().equals(texts.getFileName());
    Path other = ofTexts ? texts : evaluation;
    Outcome shown = Answers.ofCommand("report", other, file, "--out", page);
    Answers.ofCommand("gate", "--baseline", file, "--candidate", other);
    Answers.ofCommand("gate", "--baseline", other, "--candidate", file);
    return shown;
  }
}
