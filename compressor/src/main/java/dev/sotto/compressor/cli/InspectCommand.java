package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.models.layout.OptimumLayout;
import dev.sotto.models.whisper.ExportFolder;
import dev.sotto.models.whisper.JsonFiles;
import dev.sotto.models.whisper.WhisperModel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sotto inspect MODEL}. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Show what a model is: layout, heads and widths per layer, parameters, FLOPs, bytes.")
final class InspectCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Override
  public Integer call() {
    WhisperModel whisper = OptimumLayout.read(ExportFolder.open(model));
    ObjectNode json = JsonFiles.newObject();
    json.put("layout", OptimumLayout.NAME);
    json.put("parameters", whisper.parameters());
    common.print(json);
    return 0;
  }
}
