package dev.sotto.models.build;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.export.Exports;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.io.ShownPath;
import dev.sotto.models.json.JsonFiles;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.whisper.AudioContext;
import dev.sotto.models.whisper.WhisperConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A folder in Hugging Face's form on its way to an export: its graphs, its JSON and tokenizer
 * files, and a record of what it was made from.
 *
 * @param source a folder with config.json and, unless there is a seed, the weights
 * @param freshSeed where given, the weights are drawn from it, whatever the folder holds
 */
public record FolderBuild(Path source, Frames frames, OptionalLong freshSeed) {
  /** The record inside the export. */
  public static final String RECORD_FILE = "sotto-build.json";

  private static final String FORMAT = "sotto-build/1";

  /** What runners read beside the graphs. */
  private static final List<String> COMPANIONS =
      List.of(
          WhisperConfig.FILE_NAME,
          "generation_config.json",
          "preprocessor_config.json",
          "processor_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "vocab.json",
          "merges.txt",
          "normalizer.json",
          "added_tokens.json",
          "special_tokens_map.json");

  /**
   * Builds the export into {@code output}, and reads it back.
   *
   * @throws SottoException if the folder lacks something, or its weights and sizes disagree
   */
  public void write(OutputFolder output) {
    if (!Files.isDirectory(source)) {
      throw SottoException.badInput(source, "no such folder; expected one with config.json");
    }
    if (freshSeed.isEmpty()) {
      OtherCheckpoints.refuse(source);
    }
    Sizes sizes = Sizes.read(source);
    ObjectNode record = JsonFiles.newObject();
    record.put("format", FORMAT);
    record.put("version", SottoVersion.current());
    record.put("frames", frames.name().toLowerCase(Locale.ROOT));
    ObjectNode hashes = JsonFiles.newObject();
    hash(hashes, source.resolve(WhisperConfig.FILE_NAME));
    WeightSource weights;
    if (freshSeed.isPresent()) {
      record.put("seed", freshSeed.getAsLong());
      weights = new FreshWeights(freshSeed.getAsLong(), standardDeviation());
    } else {
      SafetensorsFile file = SafetensorsFile.open(source);
      file.parts().forEach(part -> hash(hashes, part));
      weights = StoredWeights.of(file, sizes.tied());
    }
    record.set("sha256", hashes);
    ExportBuilder.write(sizes, weights, frames, output);
    for (String name : COMPANIONS) {
      Path file = source.resolve(name);
      if (name.equals(WhisperConfig.FILE_NAME) && frames == Frames.FLEXIBLE) {
        ObjectNode config = JsonFiles.readObject(file);
        new AudioContext(true, OptionalDouble.empty()).write(config);
        output.write(name, JsonFiles.write(config));
      } else if (Files.isRegularFile(file)) {
        output.copy(file);
      }
    }
    output.write(RECORD_FILE, JsonFiles.write(record));
    ShownPath.during(output.path(), output.target(), () -> Exports.open(output.path()).read());
  }

  private static void hash(ObjectNode hashes, Path file) {
    hashes.put(file.getFileName().toString(), FileHash.sha256(file));
  }

  private double standardDeviation() {
    Path file = source.resolve(WhisperConfig.FILE_NAME);
    double stated =
        JsonFiles.readObject(file).path("init_std").asDouble(FreshWeights.USUAL_STANDARD_DEVIATION);
    if (!(stated > 0) || Double.isInfinite(stated)) {
      throw SottoException.badInput(file, "expected a positive \"init_std\", found " + stated);
    }
    return stated;
  }
}
