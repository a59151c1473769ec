package dev.sotto.fuzz;

import dev.sotto.runtime.audio.AudioReader;
import dev.sotto.runtime.audio.AudioSeeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Recordings in every form that is decoded here. */
final class AudioTarget implements FuzzTarget {
  private final Map<String, byte[]> sound = new TreeMap<>(AudioSeeds.all());

  AudioTarget(Seeds seeds) throws IOException {
    Path folder = seeds.folder("audio");
    for (Map.Entry<String, byte[]> seed : sound.entrySet()) {
      AudioReader.read(Files.write(folder.resolve(seed.getKey()), seed.getValue()));
    }
  }

  @Override
  public String name() {
    return "audio";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    String name = List.copyOf(sound.keySet()).get(random.nextInt(sound.size()));
    Files.write(input.resolve(name), ByteMutator.mutate(sound.get(name), random));
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    Path file = Seeds.files(input).get(0);
    return Answers.of(() -> AudioReader.read(file));
  }
}
