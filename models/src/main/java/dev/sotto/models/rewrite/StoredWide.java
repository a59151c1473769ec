package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.quantize.HalfFormat;
import dev.sotto.models.quantize.RowFormat;
import dev.sotto.models.quantize.RowLevels;
import dev.sotto.models.quantize.WideFormat;
import java.util.List;
import java.util.Map;

/**
 * Keeps a tensor as something smaller, which is made floats again for its readers.
 *
 * @param owner the graph whose initializer it is
 */
record StoredWide(Graph owner, GraphEditor.PerGraph editors) {

  void replace(Tensor numbers, WideFormat format) {
    String name = numbers.name();
    Widening widening = store(numbers, format);
    owner.removeInitializer(name);
    owner.inputs().removeIf(input -> input.name().equals(name));
    redirect(owner, name, widening);
  }

  /** Makes a value of a graph out of what is stored. */
  private interface Widening {
    List<Node> nodes(GraphEditor editor, String value);
  }

  private Widening store(Tensor numbers, WideFormat format) {
    String like = numbers.name();
    if (format instanceof HalfFormat) {
      String half = add(like + ".float16", FloatData.narrow(numbers), like);
      return (editor, value) -> List.of(cast(half, value));
    } else if (format instanceof RowFormat) {
      RowLevels rows = RowLevels.nearest(FloatData.widen(numbers));
      String levels = add(like + ".levels", rows.levels(), like);
      String scales = add(like + ".scales", rows.scales(), like);
      return (editor, value) -> {
        String steps = editor.fresh(value);
        return List.of(
            cast(levels, steps),
            new Node(value, "", "Mul", List.of(steps, scales), List.of(value), Map.of()));
      };
    }
    throw new IllegalStateException("cannot widen " + format.label());
  }

  private String add(String name, Tensor tensor, String like) {
    return editors.of(owner).add(owner, name, tensor, like).name();
  }

  private static Node cast(String from, String to) {
    return new Node(
        to,
        "",
        "Cast",
        List.of(from),
        List.of(to),
        Map.of("to", new Attribute.Int(ElementType.FLOAT.onnxNumber())));
  }

  /**
   * Widens in every graph that reads: where readers of a cast lie in branches alone, ONNX Runtime
   * 1.29 ends the process when it loads the file without constant folding.
   */
  private void redirect(Graph graph, String from, Widening widening) {
    List<Node> readers =
        graph.nodes().stream().filter(node -> node.inputs().contains(from)).toList();
    if (!readers.isEmpty()) {
      GraphEditor editor = editors.of(graph);
      String wide = editor.fresh(from);
      for (Node reader : readers) {
        for (int input = 0; input < reader.inputs().size(); input++) {
          if (reader.input(input).equals(from)) {
            reader.setInput(input, wide);
          }
        }
      }
      graph.nodes().addAll(0, widening.nodes(editor, wide));
    }
    for (Node node : graph.nodes()) {
      node.subgraphs().values().forEach(inner -> redirect(inner, from, widening));
    }
  }
}
