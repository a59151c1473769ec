package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.SottoVersion;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.GraphCheck;
import dev.sotto.models.graph.Tensor;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A graph that was built rather than read, on its way to its first file.
 *
 * @param opset version of ONNX's own operators, the only ones that it may use
 */
public record NewModel(Graph graph, long opset) {
  /** The version of the format that came with the operators built here; older runtimes read it. */
  private static final long IR_VERSION = 8;

  private static final String PRODUCER = "sotto";

  /** What a file can hold, less room for the nodes. */
  private static final long MOST_INLINE_BYTES = (1L << 31) - (1L << 26);

  /** Shapes and scalars are read before the weights are there, so they stay in the file itself. */
  private static final long FEWEST_EXTERNAL_BYTES = 1024;

  public NewModel {
    Objects.requireNonNull(graph);
  }

  /**
   * Writes the model to a new file; weights that exceed the 2 GiB of an ONNX file go to a second
   * one beside it, {@code <name>_data}. The same graph gives the same bytes.
   *
   * @throws dev.sotto.models.SottoException if the graph is not sound, a target exists, or the disk
   *     is full
   */
  public void write(Path target) {
    write(target, MOST_INLINE_BYTES);
  }

  /**
   * @param mostInlineBytes of weights that stay in the file itself
   */
  void write(Path target, long mostInlineBytes) {
    GraphCheck.check(target, graph);
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName(PRODUCER)
            .setProducerVersion(SottoVersion.current())
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(opset))
            .build();
    new OnnxWriter(model, sources(target, mostInlineBytes)).write(graph, target);
  }

  private Sources sources(Path target, long mostInlineBytes) {
    Sources sources = new Sources();
    long bytes = graph.initializers().stream().mapToLong(tensor -> tensor.data().byteSize()).sum();
    if (bytes <= mostInlineBytes) {
      return sources;
    }
    StringStringEntryProto location =
        StringStringEntryProto.newBuilder()
            .setKey(ExternalData.LOCATION)
            .setValue(target.getFileName() + "_data")
            .build();
    for (Tensor tensor : graph.initializers()) {
      if (tensor.data().byteSize() >= FEWEST_EXTERNAL_BYTES) {
        sources.add(
            tensor,
            TensorProto.newBuilder()
                .setName(tensor.name())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(location)
                .build());
      }
    }
    return sources;
  }
}
