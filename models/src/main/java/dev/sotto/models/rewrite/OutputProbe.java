package dev.sotto.models.rewrite;

import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.graph.ValueInfo;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has a file give inner values as further outputs, and changes nothing else of what it computes.
 *
 * <p>A value {@code v} of a branch leaves through the {@code If} around it. The other branch must
 * give something there too, and gives an empty tensor:
 *
 * <pre>
 *   then { Constant [0, 0, 0] ── v3 }  else { v ── Identity ── v1 }
 *                       If(...) ── ..., v2   (an output of the file)
 * </pre>
 */
public final class OutputProbe {
  private static final long[] EMPTY = {0, 0, 0};

  private final GraphEditor editor;

  /**
   * @param root the outermost graph of a file
   */
  public OutputProbe(Graph root) {
    this.editor = new GraphEditor(root);
  }

  /**
   * Makes {@code value} an output of the file.
   *
   * @param graph the outermost graph, or a branch in it, that computes the value
   * @param type the value's element type
   * @return the name of the output, which is none that the file had
   */
  public String expose(Graph graph, String value, ElementType type) {
    String copy = editor.fresh(value);
    graph.nodes().add(new Node("", "", "Identity", List.of(value), List.of(copy), Map.of()));
    return leave(graph, copy, type);
  }

  private String leave(Graph graph, String value, ElementType type) {
    graph.outputs().add(new ValueInfo(value, Optional.of(type), Optional.empty()));
    if (graph.parent().isEmpty()) {
      return value;
    }
    Graph outer = graph.parent().get();
    Node choice = holder(outer, graph);
    for (Graph branch : choice.subgraphs().values()) {
      if (branch != graph) {
        giveNothing(branch, value, type);
      }
    }
    String outside = editor.fresh(value);
    choice.addOutput(outside);
    return leave(outer, outside, type);
  }

  private void giveNothing(Graph branch, String like, ElementType type) {
    String name = editor.fresh(like);
    Tensor empty = new Tensor(name, type, EMPTY, TensorData.of(ByteBuffer.allocate(0)));
    branch
        .nodes()
        .add(
            new Node(
                "",
                "",
                "Constant",
                List.of(),
                List.of(name),
                Map.of("value", new Attribute.TensorValue(empty))));
    branch.outputs().add(new ValueInfo(name, Optional.of(type), Optional.empty()));
  }

  private static Node holder(Graph outer, Graph branch) {
    return outer.nodes().stream()
        .filter(node -> node.subgraphs().containsValue(branch))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no node holds " + branch));
  }
}
