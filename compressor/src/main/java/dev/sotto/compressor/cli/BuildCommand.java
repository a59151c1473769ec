package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.FileHash;
import dev.sotto.models.OutputFolder;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.build.AudioLength;
import dev.sotto.models.build.ExportBuilder;
import dev.sotto.models.build.FreshWeights;
import dev.sotto.models.build.HuggingFaceWeights;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.safetensors.SafetensorsFile;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.JsonFiles;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto build FOLDER --out DIR}. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Make the ONNX export of a model that exists as safetensors only, or of a fresh one.",
      "The folder holds config.json and model.safetensors in the form of Hugging Face; its tokenizer"
          + " and settings are copied."
    })
final class BuildCommand implements Callable<Integer> {
  private static final String RECORD = "build.json";

  @Mixin private CommonOptions common;
  @Mixin private OutputFolderOptions out;

  @Parameters(paramLabel = "FOLDER", description = "Folder of a Whisper in the Hugging Face form.")
  private Path folder;

  @Option(
      names = "--audio",
      paramLabel = "fixed|flexible",
      defaultValue = "fixed",
      description =
          "Whether the encoder takes windows of one length or any up to it (default:"
              + " ${DEFAULT-VALUE}).")
  private AudioLength length;

  @Option(names = "--fresh", description = "Draw weights at random instead of reading them.")
  private boolean fresh;

  @Option(
      names = "--seed",
      defaultValue = "20510",
      description = "Seed of fresh weights (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() {
    out.check(folder);
    if (!Files.isDirectory(folder)) {
      throw SottoException.badInput(folder, "no such folder");
    }
    WhisperConfig config = WhisperConfig.read(folder);
    Optional<SafetensorsFile> read =
        fresh ? Optional.empty() : Optional.of(SafetensorsFile.open(folder));
    Map<String, Tensor> weights =
        read.map(file -> HuggingFaceWeights.byRole(file.tensors()))
            .orElseGet(() -> FreshWeights.of(config, seed));
    long parameters;
    try (OutputFolder output = out.create()) {
      ExportBuilder.write(config, weights, length, output);
      copySettings(output);
      output.write(RECORD, JsonFiles.write(record(read)));
      parameters = OptimumLayout.read(ExportFolder.open(output.path())).parameters();
      output.complete();
    }
    if (common.json()) {
      ObjectNode json = record(read);
      json.put("parameters", parameters);
      common.print(json);
    } else {
      common.out().printf("wrote %s, %,d parameters%n", out.folder(), parameters);
      common.out().flush();
    }
    return 0;
  }

  private ObjectNode record(Optional<SafetensorsFile> read) {
    ObjectNode record = JsonFiles.newObject();
    record.put("format", "sotto-build/1");
    record.put("sotto", SottoVersion.current());
    record.put("audio", length.toString());
    if (fresh) {
      record.put("seed", seed);
    }
    ObjectNode sources = record.putObject("weightsSha256");
    read.ifPresent(
        file ->
            file.parts()
                .forEach(
                    part -> sources.put(part.getFileName().toString(), FileHash.sha256(part))));
    return record;
  }

  /** Names of what is written anew or says where weights lie. */
  private static boolean isSetting(String name) {
    return !name.equals(RECORD) && !name.equals(SafetensorsFile.INDEX_NAME);
  }

  /** Tokenizer and settings: everything but weights. */
  private void copySettings(OutputFolder output) {
    try (Stream<Path> files = Files.list(folder)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> isSetting(file.getFileName().toString()))
          .filter(file -> file.toString().endsWith(".json") || file.toString().endsWith(".txt"))
          .sorted()
          .forEach(output::copy);
    } catch (IOException e) {
      throw SottoException.badInput(folder, "cannot be read: " + e.getMessage(), e);
    }
  }
}
