package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a model. The initializers of the outermost graph, where the weights are, are streamed one
 * by one from the mapped source or from what computes them; the messages around them are built as
 * usual.
 *
 * <p>Fields go out in the order of their numbers, as every protobuf writer does, so an unedited
 * model gives the very bytes that it was read from.
 */
final class OnnxWriter {
  /** What a protobuf message can be, less the tag and length of the graph. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16L;

  private static final int BUFFER_BYTES = 1 << 16;

  private final ModelProto source;
  private final Sources sources;

  /** An initializer's message, and its raw bytes where they are streamed behind it. */
  private record Stored(TensorProto header, TensorData streamed) {
    long size() {
      return header.getSerializedSize() + (streamed == null ? 0 : rawDataSize(streamed.byteSize()));
    }
  }

  OnnxWriter(ModelProto source, Sources sources) {
    this.source = source;
    this.sources = sources;
  }

  void write(Graph graph, Path target) {
    List<Path> written = new ArrayList<>();
    boolean complete = false;
    try (ExternalDataWriter external =
            new ExternalDataWriter(target.toAbsolutePath().getParent(), written);
        FileChannel channel =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      written.add(target);
      writeModel(graph, external, channel);
      complete = true;
    } catch (UncheckedIOException e) {
      throw cannotWrite(target, e.getCause());
    } catch (IOException e) {
      throw cannotWrite(target, e);
    } finally {
      if (!complete) {
        written.forEach(OnnxWriter::deleteQuietly);
      }
    }
  }

  private void writeModel(Graph graph, ExternalDataWriter external, FileChannel channel)
      throws IOException {
    List<Stored> initializers = new ArrayList<>();
    Map<String, TensorProto> headers = headers(graph);
    for (Tensor tensor : graph.initializers()) {
      initializers.add(stored(tensor, headers.get(tensor.name()), external));
    }
    GraphWriter writer = new GraphWriter(sources, tensor -> inline(tensor, external));
    GraphProto rest = writer.withoutInitializers(graph).build();
    // Initializers are field 5: nodes and name go before them, everything else behind.
    GraphProto before =
        GraphProto.newBuilder().addAllNode(rest.getNodeList()).setName(rest.getName()).build();
    GraphProto after = rest.toBuilder().clearNode().clearName().build();
    long graphSize = graphSize(before, initializers, after);
    ModelProto.Builder head = ModelProto.newBuilder();
    ModelProto.Builder tail = OperatorSets.of(source, graph).clearGraph();
    source.getAllFields().keySet().stream()
        .filter(field -> field.getNumber() < ModelProto.GRAPH_FIELD_NUMBER)
        .forEach(
            field -> {
              head.setField(field, source.getField(field));
              tail.clearField(field);
            });
    if (graphSize
        > MOST_BYTES - head.build().getSerializedSize() - tail.build().getSerializedSize()) {
      throw SottoException.badInput(
          graph.name(), "the model exceeds the 2 GiB of an ONNX file; it needs external data");
    }
    CodedOutputStream out =
        CodedOutputStream.newInstance(Channels.newOutputStream(channel), BUFFER_BYTES);
    head.build().writeTo(out);
    out.writeTag(ModelProto.GRAPH_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(graphSize);
    before.writeTo(out);
    for (Stored tensor : initializers) {
      write(tensor, out, channel);
    }
    after.writeTo(out);
    tail.build().writeTo(out);
    out.flush();
  }

  private static long graphSize(GraphProto before, List<Stored> initializers, GraphProto after) {
    long size = before.getSerializedSize() + (long) after.getSerializedSize();
    for (Stored tensor : initializers) {
      size += CodedOutputStream.computeTagSize(GraphProto.INITIALIZER_FIELD_NUMBER);
      size += CodedOutputStream.computeUInt64SizeNoTag(tensor.size()) + tensor.size();
    }
    return size;
  }

  private static void write(Stored tensor, CodedOutputStream out, FileChannel channel)
      throws IOException {
    out.writeTag(GraphProto.INITIALIZER_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt64NoTag(tensor.size());
    tensor.header().writeTo(out);
    if (tensor.streamed() != null) {
      out.writeTag(TensorProto.RAW_DATA_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      out.writeUInt64NoTag(tensor.streamed().byteSize());
      // Behind what is buffered, straight to the file.
      out.flush();
      tensor.streamed().writeTo(channel);
    }
  }

  private Map<String, TensorProto> headers(Graph graph) {
    Map<String, TensorProto> headers = new HashMap<>();
    sources
        .of(graph)
        .ifPresent(
            proto ->
                proto
                    .getInitializerList()
                    .forEach(tensor -> headers.put(tensor.getName(), tensor)));
    return headers;
  }

  private Stored stored(Tensor tensor, TensorProto replaced, ExternalDataWriter external) {
    TensorProto origin = sources.of(tensor).orElse(null);
    TensorProto base = origin != null ? origin : replaced;
    if (base != null && base.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return new Stored(external.append(base, tensor), null);
    }
    if (origin != null && !origin.hasRawData()) {
      return new Stored(origin, null);
    }
    return new Stored(header(base, tensor), tensor.data());
  }

  /** The message of a tensor inside a subgraph or a Constant node; such tensors are small. */
  private TensorProto inline(Tensor tensor, ExternalDataWriter external) {
    TensorProto origin = sources.of(tensor).orElse(null);
    if (origin == null) {
      return GraphWriter.inline(header(null, tensor), tensor);
    }
    return origin.getDataLocation() == TensorProto.DataLocation.EXTERNAL
        ? external.append(origin, tensor)
        : origin;
  }

  /** {@code base} without its elements, with the shape of {@code tensor}. */
  static TensorProto header(TensorProto base, Tensor tensor) {
    TensorProto.Builder builder =
        base == null ? TensorProto.newBuilder().setName(tensor.name()) : base.toBuilder();
    builder
        .clearRawData()
        .clearFloatData()
        .clearInt32Data()
        .clearInt64Data()
        .clearDoubleData()
        .clearUint64Data()
        .clearDims();
    for (long size : tensor.shape()) {
      builder.addDims(size);
    }
    return builder.setDataType(tensor.type().onnxNumber()).build();
  }

  private static long rawDataSize(long bytes) {
    return CodedOutputStream.computeTagSize(TensorProto.RAW_DATA_FIELD_NUMBER)
        + CodedOutputStream.computeUInt64SizeNoTag(bytes)
        + bytes;
  }

  private static SottoException cannotWrite(Path target, IOException e) {
    if (e instanceof FileAlreadyExistsException existing) {
      return SottoException.badInput(existing.getFile(), "cannot be written: it exists already", e);
    }
    String reason = e instanceof NoSuchFileException ? "no such folder" : e.getMessage();
    return SottoException.badInput(target, "cannot be written: " + reason, e);
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The failure that led here is the one to report; the half-written file lies in a temporary
      // folder.
      path.toFile().deleteOnExit();
    }
  }
}
