package dev.sotto.models.onnx;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * In which number formats a model keeps its weights, and which operators compute on quantised ones.
 *
 * @param bytes of the stored weights of two axes or more, by element type; smaller constants hold
 *     biases, scales and shapes, whatever the format
 * @param quantised how many nodes there are of each quantised operator
 */
public record NumberFormats(Map<ElementType, Long> bytes, Map<String, Integer> quantised) {
  /** How ONNX and ONNX Runtime's own domain name the operators on integers of few bits. */
  private static final Pattern QUANTISED =
      Pattern.compile(
          "MatMulNBits|MatMulBnb4|MatMulFpQ4|\\w*Integer\\w*|\\w*[Qq]uantize\\w*|QLinear\\w+"
              + "|Q(Attention|Gemm|MoE|OrderedMatMul|OrderedAttention|OrderedGelu)");

  public NumberFormats {
    bytes = Collections.unmodifiableMap(new EnumMap<>(bytes));
    quantised = Collections.unmodifiableMap(new TreeMap<>(quantised));
  }

  /** Looks through all graphs, those of branches too. No weight is read. */
  public static NumberFormats of(Collection<OnnxModel> models) {
    Map<ElementType, Long> bytes = new EnumMap<>(ElementType.class);
    Map<String, Integer> quantised = new TreeMap<>();
    models.forEach(model -> add(model.graph(), bytes, quantised));
    return new NumberFormats(bytes, quantised);
  }

  private static void add(
      Graph graph, Map<ElementType, Long> bytes, Map<String, Integer> quantised) {
    for (Tensor tensor : graph.initializers()) {
      if (tensor.rank() >= 2) {
        bytes.merge(tensor.type(), tensor.type().byteSize(tensor.elements()), Long::sum);
      }
    }
    for (Node node : graph.nodes()) {
      if (QUANTISED.matcher(node.opType()).matches()) {
        quantised.merge(node.opType(), 1, Integer::sum);
      }
      for (Attribute attribute : node.attributes().values()) {
        if (attribute instanceof Attribute.Subgraph branch) {
          add(branch.graph(), bytes, quantised);
        }
      }
    }
  }

  /** Whether weights are stored as integers that operators scale. */
  public boolean isQuantised() {
    return !quantised.isEmpty();
  }

  /** Whether all weights are float32. */
  public boolean isFloat32() {
    return !isQuantised() && bytes.keySet().stream().allMatch(ElementType.FLOAT::equals);
  }

  /** Such as {@code quantised (DynamicQuantizeLinear 24, MatMulInteger 48): UINT8 71 %, ...}. */
  @Override
  public String toString() {
    String operators =
        quantised.entrySet().stream()
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .collect(Collectors.joining(", "));
    return (isQuantised() ? "quantised (" + operators + "): " : "") + types();
  }

  /** What users call an element type. */
  public static String name(ElementType type) {
    return type == ElementType.FLOAT ? "float32" : type.name().toLowerCase(Locale.ROOT);
  }

  private String types() {
    long all = Math.max(1, bytes.values().stream().mapToLong(Long::longValue).sum());
    return bytes.entrySet().stream()
        .sorted(Map.Entry.<ElementType, Long>comparingByValue().reversed())
        .map(
            entry -> name(entry.getKey()) + " " + Math.round(100.0 * entry.getValue() / all) + " %")
        .collect(Collectors.joining(", "));
  }
}
