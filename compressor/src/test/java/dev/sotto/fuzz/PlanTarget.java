package dev.sotto.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Plans for a sound export; what they make of it must be read again. */
final class PlanTarget implements FuzzTarget {
  private static final String FILE = "plan.json";

  private final Path export;
  private final byte[] sound;

  PlanTarget(Seeds seeds) throws IOException {
    export = seeds.export();
    Path file = seeds.folder("planned").resolve(FILE);
    Answers.ofCommand(
        "plan",
        export,
        "--remove",
        "params=20%",
        "--zero",
        "params=10%",
        "--trial-run",
        "never",
        "--out",
        file);
    sound = Files.readAllBytes(file);
  }

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    Files.write(input.resolve(FILE), JsonMutator.mutate(sound, random));
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    Path smaller = scratch.resolve("smaller");
    Outcome outcome =
        Answers.ofCommand(
            "apply",
            export,
            "--plan",
            input.resolve(FILE),
            "--trial-run",
            "never",
            "--out",
            smaller);
    if (outcome == Outcome.ACCEPTED && Answers.ofCommand("inspect", smaller) == Outcome.REFUSED) {
      throw new AssertionError("inspect refuses what apply wrote");
    }
    return outcome;
  }
}
