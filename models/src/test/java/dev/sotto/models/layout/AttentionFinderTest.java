package dev.sotto.models.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.HeadSite;
import dev.sotto.models.graph.Scope;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One attention of 2 heads of 4 over a width of 6, written down node by node. */
class AttentionFinderTest {
  private final SmallGraph graph = new SmallGraph().input("x", "b", "t", 6).input("y", "b", "s", 6);
  private final Unmatched unmatched = new Unmatched();

  /** The projections, all but the keys' with a bias. */
  private void project(String keysOf) {
    for (String name : List.of("q", "k", "v")) {
      graph.weight(name + "_weight", 6, 8).weight(name + "_bias", 8);
      graph.node("MatMul", name + "_product", name.equals("q") ? "x" : keysOf, name + "_weight");
      graph.node("Add", name, name + "_product", name + "_bias");
    }
    graph.weight("out_weight", 8, 6);
  }

  private void split(String name) {
    graph.longs("split", 0, -1, 2, 4);
    graph.node("Reshape", name + "_split", name, "split");
    graph.node("Transpose", SmallGraph.perm(0, 2, 1, 3), name + "_heads", name + "_split");
  }

  private void attend(String keys, String values) {
    graph.node("Transpose", SmallGraph.perm(0, 1, 3, 2), "k_turned", keys);
    graph.node("MatMul", "scores", "q_heads", "k_turned");
    graph.node("Softmax", "shares", "scores");
    graph.node("MatMul", "context", "shares", values);
    graph.node("Transpose", SmallGraph.perm(0, 2, 1, 3), "joined", "context");
    graph.longs("merge", 0, -1, 8);
    graph.node("Reshape", "merged", "joined", "merge");
    graph.node("MatMul", "out", "merged", "out_weight");
  }

  private void whole(String keysOf) {
    project(keysOf);
    List.of("q", "k", "v").forEach(this::split);
    attend("k_heads", "v_heads");
  }

  @Test
  void keysOfTheSameSequenceAreSelfAttention() {
    whole("x");
    Attention attention = only();
    assertFalse(attention.isCross());
    assertEquals(List.of(2, 4), List.of(attention.heads().count(), attention.heads().width()));
    assertEquals("q_weight", attention.query().weight().use().value());
    assertEquals("k_weight", attention.key().orElseThrow().weight().use().value());
    assertEquals("v_weight", attention.value().orElseThrow().weight().use().value());
    assertEquals("out_weight", attention.out().weight().use().value());
    assertEquals("to shares", attention.softmax().name());
    // Three splits, and the merge, which states all heads together.
    assertEquals(
        List.of(
            "HEADS of split at 2",
            "HEADS of split at 2",
            "HEADS of split at 2",
            "FEATURES of merge at 2"),
        attention.heads().sites().stream()
            .map(AttentionFinderTest::words)
            .sorted((a, b) -> b.compareTo(a))
            .toList());
    assertTrue(attention.heads().outputs().isEmpty());
  }

  private static String words(HeadSite site) {
    HeadSite.ShapeElement element = (HeadSite.ShapeElement) site;
    Scope.Use last = element.path().get(element.path().size() - 1);
    return element.measure() + " of " + last.value() + " at " + element.element();
  }

  @Test
  void keysOfAnotherSequenceAreCrossAttention() {
    whole("y");
    assertTrue(only().isCross());
  }

  @Test
  void keysAndValuesMayComeFromACache() {
    graph.input("keys", "b", 2, "s", 4).input("values", "b", 2, "s", 4);
    project("x");
    split("q");
    attend("keys", "values");
    Attention attention = only();
    assertTrue(attention.isCross());
    assertEquals(Optional.empty(), attention.key());
    assertEquals(
        List.of("keys", "values"),
        attention.heads().sites().stream()
            .filter(HeadSite.DeclaredAxis.class::isInstance)
            .map(site -> ((HeadSite.DeclaredAxis) site).value())
            .sorted()
            .toList());
  }

  /** New keys behind those of a cache, as a decoder with a past has them. */
  @Test
  void newKeysMayBeAppendedToACache() {
    graph.input("keys", "b", 2, "p", 4).input("values", "b", 2, "p", 4);
    project("x");
    List.of("q", "k", "v").forEach(this::split);
    graph.node("Concat", "all_keys", "keys", "k_heads");
    graph.node("Concat", "all_values", "values", "v_heads");
    attend("all_keys", "all_values");
    graph.output("all_keys", "b", 2, "all", 4).output("all_values", "b", 2, "all", 4);
    Attention attention = only();
    assertFalse(attention.isCross());
    assertEquals(
        List.of(HeadAxis.OTHER, HeadAxis.HEADS, HeadAxis.OTHER, HeadAxis.HEAD_DIM),
        attention.heads().outputs().get("all_keys"));
    assertEquals(2, attention.heads().outputs().size());
  }

  @Test
  void aMaskAndAScaleMayStandBeforeTheSoftmax() {
    whole("x");
    graph.input("mask", "b", 1, "t").real("scale", 0.5f);
    SmallGraph.insertAfter(graph.graph(), "q_split", "Mul", "scale");
    graph.node("Add", "masked", "scores", "mask");
    SmallGraph.producer(graph.graph(), "shares").setInput(0, "masked");
    assertEquals(2, only().heads().count());
  }

  /** A graph may only say how wide a head is. */
  @Test
  void theWidthOfAHeadTellsTheirNumber() {
    whole("x");
    graph.longs("split", 0, 0, -1, 4).longs("merge", 0, 0, -1);
    Attention attention = only();
    assertEquals(List.of(2, 4), List.of(attention.heads().count(), attention.heads().width()));
    assertEquals(List.of(), attention.heads().sites());
  }

  @Test
  void theNumberOfHeadsTellsTheirWidth() {
    whole("x");
    graph.longs("split", 0, 0, 2, -1);
    assertEquals(4, only().heads().width());
  }

  @Test
  void keysWithoutValuesAreNone() {
    graph.input("values", "b", 2, "s", 4);
    project("x");
    split("q");
    split("k");
    attend("k_heads", "values");
    refused("expected one query projection and keys and values alike before it");
  }

  @Test
  void aDeclaredShapeThatSaysOtherwiseIsNone() {
    whole("x");
    graph.graph().values().add(SmallGraph.value("k_heads", "b", 3, "t", 4));
    refused(
        "disagree about the heads: 2 in Reshape 'to v_split'"
            + ", 3 in the declared shape of 'k_heads'");
    graph.graph().values().set(0, SmallGraph.value("k_heads", "b", 2, "t", 5));
    refused("disagree about the head width: ");
    graph.graph().values().set(0, SmallGraph.value("merged", "b", "t", 9));
    refused("disagree about the width: ");
    graph.graph().values().set(0, SmallGraph.value("merged", 1, 2, 8));
    assertEquals(2, only().heads().count());
  }

  @Test
  void projectionsOfDifferentWidthsAreNone() {
    whole("x");
    graph.weight("v_weight", 6, 4);
    refused("disagree about the width: 8 in Reshape 'to merged', 4 in the value projection");
  }

  private Attention only() {
    List<Attention> found = find(new Unmatched());
    assertEquals(1, found.size());
    return found.get(0);
  }

  private void refused(String reason) {
    assertEquals(List.of(), find(unmatched));
    assertFalse(unmatched.mismatches().isEmpty());
    String message =
        assertThrows(SottoException.class, () -> unmatched.throwIfAny(Path.of("export"), "toy"))
            .getMessage();
    assertTrue(message.contains("here Softmax 'to shares' "), message);
    assertTrue(message.contains(reason), message);
  }

  private List<Attention> find(Unmatched places) {
    Scope scope = graph.scope();
    return new AttentionFinder(scope, Linear.findAll(scope), places, "here").findAll();
  }
}
