package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.cli.options.CommonOptions;
import dev.sotto.compressor.cli.options.VariantOption;
import dev.sotto.compressor.cli.text.Inspection;
import dev.sotto.compressor.cli.text.OpaqueInspection;
import dev.sotto.eval.cost.CostReport;
import dev.sotto.eval.cost.WhisperCost;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.ExportFolder;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.io.FileHash;
import dev.sotto.models.onnx.NumberFormats;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.plan.ExportRewriter;
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
        "Show what a model is: layout, heads and widths per layer, parameters, FLOPs, bytes, runners.")
final class InspectCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private VariantOption variant;

  @Parameters(paramLabel = "MODEL", description = "Folder of a Whisper ONNX export.")
  private Path model;

  @Override
  public Integer call() {
    ExportFolder folder = Exports.open(variant.of(model));
    NumberFormats formats =
        NumberFormats.of(folder.graphs().values().stream().map(OnnxModel::read).toList());
    WhisperModel whisper;
    try {
      whisper = folder.read();
    } catch (SottoException e) {
      if (formats.isFloat32()) {
        throw e;
      }
      OpaqueInspection opaque = new OpaqueInspection(folder, formats);
      common.print(opaque::json, opaque::print);
      return 0;
    }
    CostReport cost = WhisperCost.of(folder);
    common.print(
        () -> {
          ObjectNode json = Inspection.json(whisper, cost, formats);
          ObjectNode hashes = json.putObject("sha256");
          ExportRewriter.files(whisper)
              .forEach((name, file) -> hashes.put(name, FileHash.sha256(file)));
          return json;
        },
        text -> Inspection.print(whisper, cost, formats, text));
    return 0;
  }
}
