package dev.sotto.models.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.SparseTensorProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Walks a model file and tells which operators it uses, in every graph, branch, loop body and
 * function, without making a model of it: weights are stepped over, so that gigabytes cost no more
 * than the nodes. Every place where ONNX Runtime may find a node is looked at, the odd ones too.
 */
public final class OperatorScan {
  /** Exporters nest graphs twice at most; what goes deeper would overflow a reader's stack. */
  private static final int DEEPEST = 100;

  private static final String ONNX = "ai.onnx";

  /** What reads one message, whose length was pushed as the limit of the input. */
  @FunctionalInterface
  private interface Fields {
    /** Reads the content of the field of {@code tag}, or says that it was not. */
    boolean read(int tag) throws IOException;
  }

  /**
   * An operator as a node names it.
   *
   * @param domain operator set, empty for ONNX's own
   * @param node the node's name, which may be empty
   */
  public record Operator(String domain, String type, String node) {
    /** The type, with its domain in front unless that is ONNX's own. */
    public String key() {
      return domain.isEmpty() ? type : domain + "." + type;
    }
  }

  private final ExternalData external;
  private final Consumer<Operator> operators;
  private final CodedInputStream input;
  private final Set<String> locations = new HashSet<>();
  private int depth;

  private OperatorScan(Path file, ByteBuffer bytes, Consumer<Operator> operators) {
    this.external = new ExternalData(file);
    this.operators = operators;
    this.input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
  }

  /**
   * Gives each operator of {@code file} to {@code operators}, and checks that its external data
   * lies where {@link OnnxModel#read} would take it from.
   *
   * @throws SottoException if the file is missing, no ONNX model or nested too deep, or external
   *     data is missing or lies elsewhere
   */
  public static void of(Path file, Consumer<Operator> operators) {
    OperatorScan scan = new OperatorScan(file, OnnxReader.map(file), operators);
    try {
      scan.fields(scan::model);
    } catch (IOException e) {
      throw OnnxReader.unsound(file, e);
    }
  }

  private boolean model(int tag) throws IOException {
    return (is(tag, ModelProto.GRAPH_FIELD_NUMBER) && message(this::graph))
        || (is(tag, ModelProto.FUNCTIONS_FIELD_NUMBER) && message(this::function));
  }

  private boolean function(int tag) throws IOException {
    return (is(tag, FunctionProto.NODE_FIELD_NUMBER) && node())
        || (is(tag, FunctionProto.ATTRIBUTE_PROTO_FIELD_NUMBER) && message(this::attribute));
  }

  private boolean graph(int tag) throws IOException {
    return (is(tag, GraphProto.NODE_FIELD_NUMBER) && node())
        || (is(tag, GraphProto.INITIALIZER_FIELD_NUMBER) && tensor())
        || (is(tag, GraphProto.SPARSE_INITIALIZER_FIELD_NUMBER) && message(this::sparse));
  }

  private boolean attribute(int tag) throws IOException {
    return ((is(tag, AttributeProto.G_FIELD_NUMBER) || is(tag, AttributeProto.GRAPHS_FIELD_NUMBER))
            && message(this::graph))
        || ((is(tag, AttributeProto.T_FIELD_NUMBER) || is(tag, AttributeProto.TENSORS_FIELD_NUMBER))
            && tensor())
        || ((is(tag, AttributeProto.SPARSE_TENSOR_FIELD_NUMBER)
                || is(tag, AttributeProto.SPARSE_TENSORS_FIELD_NUMBER))
            && message(this::sparse));
  }

  private boolean sparse(int tag) throws IOException {
    return (is(tag, SparseTensorProto.VALUES_FIELD_NUMBER)
            || is(tag, SparseTensorProto.INDICES_FIELD_NUMBER))
        && tensor();
  }

  private boolean node() throws IOException {
    String[] named = {"", "", ""};
    message(
        tag -> {
          if (is(tag, NodeProto.DOMAIN_FIELD_NUMBER)) {
            named[0] = input.readString();
          } else if (is(tag, NodeProto.OP_TYPE_FIELD_NUMBER)) {
            named[1] = input.readString();
          } else if (is(tag, NodeProto.NAME_FIELD_NUMBER)) {
            named[2] = input.readString();
          } else {
            return is(tag, NodeProto.ATTRIBUTE_FIELD_NUMBER) && message(this::attribute);
          }
          return true;
        });
    operators.accept(new Operator(named[0].equals(ONNX) ? "" : named[0], named[1], named[2]));
    return true;
  }

  private boolean tensor() throws IOException {
    String[] name = {""};
    Map<String, String> entries = new HashMap<>();
    message(
        tag -> {
          if (is(tag, TensorProto.NAME_FIELD_NUMBER)) {
            name[0] = input.readString();
            return true;
          }
          return is(tag, TensorProto.EXTERNAL_DATA_FIELD_NUMBER) && entry(entries);
        });
    String location = entries.get(ExternalData.LOCATION);
    if (location != null && locations.add(location)) {
      external.locate("tensor '" + name[0] + "'", location);
    }
    return true;
  }

  private boolean entry(Map<String, String> entries) throws IOException {
    String[] pair = {"", ""};
    message(
        tag -> {
          if (is(tag, StringStringEntryProto.KEY_FIELD_NUMBER)) {
            pair[0] = input.readString();
          } else if (is(tag, StringStringEntryProto.VALUE_FIELD_NUMBER)) {
            pair[1] = input.readString();
          } else {
            return false;
          }
          return true;
        });
    entries.put(pair[0], pair[1]);
    return true;
  }

  private boolean message(Fields fields) throws IOException {
    if (++depth > DEEPEST) {
      throw new IOException("its messages are nested too deep");
    }
    int outer = input.pushLimit(input.readRawVarint32());
    fields(fields);
    input.popLimit(outer);
    depth--;
    return true;
  }

  private void fields(Fields fields) throws IOException {
    for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
      if (!fields.read(tag)) {
        input.skipField(tag);
      }
    }
  }

  private static boolean is(int tag, int field) {
    return WireFormat.getTagFieldNumber(tag) == field
        && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }
}
