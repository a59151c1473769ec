package dev.sotto.compressor.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.compressor.compress.CompressionReport;
import dev.sotto.models.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Results as files, without the models. */
public final class ResultFiles {
  private ResultFiles() {}

  /** What {@code eval} writes. */
  public static Path evaluation(Path folder, String name) throws IOException {
    return ReportCommandTest.write(folder, name, "models/dense", "one too three");
  }

  /** What {@code compress} writes, from two such results. */
  public static Path compression(Path folder, String name) throws IOException {
    ObjectNode json = JsonFiles.newObject();
    json.put("format", CompressionReport.FORMAT);
    json.set("dense", JsonFiles.readObject(evaluation(folder, "dense.json")));
    json.set("compressed", JsonFiles.readObject(evaluation(folder, "compressed.json")));
    return Files.write(folder.resolve(name), JsonFiles.write(json));
  }
}
