package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.sotto.models.graph.Graph;
import java.nio.file.Path;
import java.util.List;

/**
 * One ONNX file in memory: its graph to match and edit, and everything else of the file as it was
 * read.
 *
 * <p>Edit {@link #graph()} and {@link #write(Path)} the result; what was not edited is written as
 * it was read.
 */
public final class OnnxModel {
  private final Path file;
  private final ModelProto proto;
  private final Graph graph;
  private final Sources sources;

  OnnxModel(Path file, ModelProto proto, Graph graph, Sources sources) {
    this.file = file;
    this.proto = proto;
    this.graph = graph;
    this.sources = sources;
  }

  /**
   * Maps the file and parses everything but its weights.
   *
   * @throws dev.sotto.models.SottoException if the file is missing, is no ONNX model, or breaks a
   *     rule of the format
   */
  public static OnnxModel read(Path file) {
    return OnnxReader.read(file);
  }

  /** The file that this model was read from. */
  public Path file() {
    return file;
  }

  public Graph graph() {
    return graph;
  }

  /** The files beside the model's own that it was read from: those of external data. */
  public List<Path> externalFiles() {
    return sources.externalLocations().stream()
        .map(location -> file.resolveSibling(location).normalize())
        .toList();
  }

  /**
   * Writes the model to a new file, and external data to new files beside it.
   *
   * @throws dev.sotto.models.SottoException if a target exists, the disk is full, or the model
   *     exceeds 2 GiB
   */
  public void write(Path target) {
    new OnnxWriter(proto, sources).write(graph, target);
  }
}
