package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.text.Recognition;
import dev.sotto.compressor.verify.Soundness;
import dev.sotto.models.SottoException;
import dev.sotto.models.build.FolderBuild;
import dev.sotto.models.build.Frames;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sotto build FOLDER --out DIR}. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = "Make a Whisper ONNX export of a Hugging Face model, or of a fresh one.")
final class BuildCommand implements Callable<Integer> {
  private static final long USUAL_SEED = 0;

  @Mixin private CommonOptions common;
  @Mixin private OutputFolderOptions out;

  @Parameters(
      paramLabel = "FOLDER",
      description = "Folder with config.json and model.safetensors, or its index and parts.")
  private Path folder;

  @Option(
      names = "--frames",
      paramLabel = "fixed|flexible",
      defaultValue = "fixed",
      description =
          "Length of the audio: always a whole window, or any up to that (default: fixed).")
  private Frames frames;

  @Option(
      names = "--fresh",
      description = "Draw new random weights; only config.json and the tokenizer are read.")
  private boolean fresh;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What fresh weights are drawn from (default: 0).")
  private Long seed;

  @Override
  public Integer call() {
    if (seed != null && !fresh) {
      throw SottoException.usage("--seed is for --fresh weights; stored ones need none");
    }
    out.check(folder);
    OptionalLong freshSeed =
        fresh ? OptionalLong.of(seed == null ? USUAL_SEED : seed) : OptionalLong.empty();
    try (OutputFolder output = out.create()) {
      new FolderBuild(folder, frames, freshSeed).write(output);
      Soundness.checkOutput(output);
      output.complete();
    }
    Recognition.of(out.folder())
        .problem()
        .ifPresent(
            problem -> common.warn("this model can be taken apart but not transcribe: " + problem));
    common.print(() -> json(freshSeed), text -> text.println("wrote " + out.folder()));
    return 0;
  }

  private ObjectNode json(OptionalLong freshSeed) {
    ObjectNode json = JsonFiles.newObject();
    json.put("folder", out.folder().toString());
    json.put("frames", frames.name().toLowerCase(Locale.ROOT));
    freshSeed.ifPresent(value -> json.put("seed", value));
    return json;
  }
}
