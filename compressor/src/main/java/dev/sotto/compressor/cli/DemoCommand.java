package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.SeedOption;
import dev.sotto.compressor.cli.text.ConsoleProgress;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.compressor.compress.CompressionResult;
import dev.sotto.compressor.demo.Demo;
import dev.sotto.compressor.demo.Demo.Way;
import dev.sotto.models.io.Folders;
import dev.sotto.models.json.JsonFiles;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sotto demo}. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Compress the built-in nano Whisper, TSPAR-style and by plain magnitude, and compare.",
      "Takes a few minutes; a second run uses what the first one made."
    })
final class DemoCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;
  @Mixin private SeedOption seed;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "sotto-demo",
      description = "Folder of the results (default: ${DEFAULT-VALUE}).")
  private Path out;

  @Override
  public Integer call() {
    Folders.make(out);
    Map<Way, CompressionResult> results;
    try (ConsoleProgress progress = common.progress()) {
      results = new Demo(out, seed.value(), progress).run();
    }
    common.print(
        () -> {
          ObjectNode json = JsonFiles.newObject();
          results.forEach(
              (way, result) ->
                  json.set(way.name().toLowerCase(Locale.ROOT), CompressionReport.json(result)));
          return json;
        },
        text -> {
          text.print(Demo.table(results).toPlainText());
          text.println("wrote " + out + " (seed " + seed.value() + ")");
          text.println(
              "A model of your own: sotto compress MODEL --calibrate SPEECH --eval TEST --remove"
                  + " layers=20% --out DIR");
        });
    return 0;
  }
}
