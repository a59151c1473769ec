package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.OutputFolderOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.compress.Stages;
import dev.sotto.compressor.demo.DemoData;
import dev.sotto.compressor.demo.NanoTraining;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sotto demo-model --out DIR}. */
@Command(
    name = "demo-model",
    mixinStandardHelpOptions = true,
    description = {
      "Make Sotto's own nano Whisper from nothing: speak the data, train, gather what comes with"
          + " Sotto.",
      "Needs espeak-ng and half an hour or more. A run that was broken off goes on where it was when"
          + " the same command is given again."
    })
final class DemoModelCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SeedOption seed;
  @Mixin private OutputFolderOptions out;

  @Override
  public Integer call() {
    out.check();
    Path stages = out.beside("stages");
    try (OutputFolder output = out.create();
        ConsoleProgress progress = common.progress()) {
      new NanoTraining(new Stages(stages), seed.value(), progress).write(output);
      output.complete();
    }
    common.print(
        () -> JsonFiles.readObject(out.folder().resolve(DemoData.PROVENANCE)),
        text -> text.println("wrote " + out.folder() + "; the stages are in " + stages));
    return 0;
  }
}
