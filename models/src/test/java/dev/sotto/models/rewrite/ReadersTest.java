package dev.sotto.models.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.Scope.Use;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadersTest {
  private final SmallGraph small = new SmallGraph();
  private final Graph graph = small.graph();
  private final Node node = small.node("Add", "y", "x", "x");

  @Test
  void everyReadingOfAValueIsOne() {
    Readers readers = new Readers(graph);
    assertEquals(Set.of(new Use(graph, node, 0), new Use(graph, node, 1)), readers.of(graph, "x"));
    assertEquals(Set.of(), readers.of(graph, "y"));
    assertEquals(Set.of(), readers.of(new Graph("other", null), "x"));
  }

  @Test
  void whatIsRedirectedIsReadNoMore() {
    Readers readers = new Readers(graph);
    readers.redirect(new Use(graph, node, 1), "z");
    assertEquals(List.of("x", "z"), node.inputs());
    assertEquals(Set.of(new Use(graph, node, 0)), readers.of(graph, "x"));
    assertEquals(Set.of(new Use(graph, node, 1)), readers.of(graph, "z"));
    Node more = small.node("Neg", "w", "x");
    readers.add(graph, more);
    assertEquals(Set.of(new Use(graph, node, 0), new Use(graph, more, 0)), readers.of(graph, "x"));
  }

  @Test
  void graphsAroundSeeWhatABranchReads() {
    Graph branch = new Graph("branch", graph);
    Node inside = new SmallGraph(branch).node("Neg", "z", "x");
    small.node("If", Map.of("then_branch", new Attribute.Subgraph(branch)), "r", "c");
    Readers readers = new Readers(graph);
    assertEquals(3, readers.of(graph, "x").size());
    assertEquals(Set.of(new Use(branch, inside, 0)), readers.of(branch, "x"));
    readers.redirect(new Use(branch, inside, 0), "y");
    assertEquals(2, readers.of(graph, "x").size());
    assertEquals(1, readers.of(graph, "y").size());
  }
}
