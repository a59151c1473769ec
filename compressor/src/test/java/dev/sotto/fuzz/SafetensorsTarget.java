package dev.sotto.fuzz;

import dev.sotto.models.export.Exports;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.Transposition;
import dev.sotto.models.safetensors.SafetensorsWriter;
import dev.sotto.models.weights.LogicalWeight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models in Hugging Face's form, from which an export is built that must be read again. */
final class SafetensorsTarget implements FuzzTarget {
  private final Path source;

  SafetensorsTarget(Seeds seeds) throws IOException {
    source = seeds.folder("hugging-face");
    Files.copy(seeds.export().resolve("config.json"), source.resolve("config.json"));
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (LogicalWeight weight : Exports.open(seeds.export()).read().weights().values()) {
      Tensor stored = weight.first().tensor();
      boolean turned = weight.first().form().transposed() && stored.rank() == 2;
      tensors.put("model." + weight.role(), turned ? Transposition.transpose(stored) : stored);
    }
    SafetensorsWriter.write(source.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
  }

  @Override
  public String name() {
    return "safetensors";
  }

  @Override
  public void make(Random random, Path input) throws IOException {
    List<Path> files = Seeds.files(source);
    int chosen = random.nextInt(4) == 0 ? 0 : 1;
    for (int index = 0; index < files.size(); index++) {
      String name = files.get(index).getFileName().toString();
      byte[] bytes = Files.readAllBytes(files.get(index));
      if (index == chosen) {
        bytes =
            name.endsWith(".json")
                ? JsonMutator.mutate(bytes, random)
                : SafetensorsMutator.mutate(bytes, random);
      }
      Files.write(input.resolve(name), bytes);
    }
  }

  @Override
  public Outcome read(Path input, Path scratch) {
    Path built = scratch.resolve("built");
    Outcome outcome = Answers.ofCommand("build", input, "--out", built);
    if (outcome == Outcome.REFUSED) {
      // Without the weights the sizes alone decide.
      built = scratch.resolve("fresh");
      outcome = Answers.ofCommand("build", input, "--fresh", "--out", built);
    }
    if (outcome == Outcome.ACCEPTED && Answers.ofCommand("inspect", built) == Outcome.REFUSED) {
      throw new AssertionError("inspect refuses what build wrote");
    }
    return outcome;
  }
}
