package dev.sotto.fuzz;

import dev.sotto.compressor.train.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Checkpoints, as far as training would go on from them. */
final class CheckpointTarget implements FuzzTarget {
  private static final String FILE = "checkpoint.safetensors";

  private final Path export;
  private final byte[] sound;

  CheckpointTarget(Seeds seeds) throws IOException {
    export = seeds.export();
    Path file = seeds.folder("training").resolve(FILE);
    CheckpointFile.write(export, file);
    CheckpointFile.read(export, file);
    sound = Files.readAllBytes(file);
  }

  @Override
  public String name() {
    return "checkpoint";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    Files.write(input.resolve(FILE), SafetensorsMutator.mutate(sound, random));
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    return Answers.of(() -> CheckpointFile.read(export, input.resolve(FILE)));
  }
}
