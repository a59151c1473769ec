package dev.sotto.compressor.cli;

import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.demo.DemoData;
import dev.sotto.compressor.demo.Split;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sotto demo-data --out DIR}. */
@Command(
    name = "demo-data",
    mixinStandardHelpOptions = true,
    description = {
      "Speak the training and test clips of Sotto's own nano Whisper.",
      "Needs espeak-ng. Writes clips, manifests, and the model's tokenizer and settings."
    })
final class DemoDataCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SeedOption seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Folder of the data; must not exist.")
  private Path out;

  @Option(
      names = "--train",
      defaultValue = "4000",
      description = "Training clips (default: ${DEFAULT-VALUE}).")
  private int training;

  @Option(
      names = "--test",
      defaultValue = "80",
      description = "Test clips (default: ${DEFAULT-VALUE}).")
  private int test;

  @Option(
      names = "--scrambled",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Share of the training clips that say words at random, such as 0.3 (default:"
              + " ${DEFAULT-VALUE}).")
  private double scrambled;

  @Override
  public Integer call() {
    DemoData data = new DemoData(training, test, scrambled, seed.value());
    try (OutputFolder output = OutputFolder.create(out, false);
        ConsoleProgress progress = common.progress()) {
      data.write(output.path(), progress);
      output.complete();
    }
    common.print(
        () -> JsonFiles.readObject(out.resolve(DemoData.PROVENANCE)),
        text ->
            text.printf(
                "wrote %s with %s (%d clips), %s (%d clips) and %s/%n",
                out,
                DemoData.manifest(Split.TRAINING),
                training,
                DemoData.manifest(Split.TEST),
                test,
                DemoData.MODEL));
    return 0;
  }
}
