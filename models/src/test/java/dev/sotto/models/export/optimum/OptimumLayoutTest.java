package dev.sotto.models.export.optimum;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.NormSite;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Scope;
import dev.sotto.models.whisper.Block;
import dev.sotto.models.whisper.BlockId.Stack;
import dev.sotto.models.whisper.Part;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptimumLayoutTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "a03-optimum-op20",
        "a04-optimum-untied",
        "a05-optimum-nopast",
        "a06-optimum-eager",
        "a08-optimum-cross-attentions",
        "b01-optimum1.13-bmm",
        "b02-optimum1.21-cache-position",
        "b03-optimum1.26-sdpa-scale",
        "f06-external-data",
      })
  void findsEveryHeadUnitAndWeightOfEveryGenerationOfTheExporter(String name) {
    WhisperModel model = Exports.open(Fixtures.folder(name, folder.resolve(name))).read();
    assertEquals(
        List.of(
            "encoder.layers.0.self_attn 4x8",
            "encoder.layers.0.ffn 64x1",
            "encoder.layers.1.self_attn 4x8",
            "encoder.layers.1.ffn 64x1",
            "decoder.layers.0.self_attn 4x8",
            "decoder.layers.0.encoder_attn 4x8",
            "decoder.layers.0.ffn 64x1",
            "decoder.layers.1.self_attn 4x8",
            "decoder.layers.1.encoder_attn 4x8",
            "decoder.layers.1.ffn 64x1"),
        model.blocks().stream().map(OptimumLayoutTest::describe).toList());
    assertEquals(63_872 - 60 * 32, model.parameters(), "all parameters but the fixed positions");
  }

  private static String describe(Block block) {
    return block.id() + " " + block.groups() + "x" + block.groupSize();
  }

  /** As one operator from opset 17 on, as its arithmetic before. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "b01-optimum1.13-bmm",
        "b03-optimum1.26-sdpa-scale",
        "a11-pruned-free",
      })
  void findsEveryNormalisationWithWhatItReadsAndAdds(String name) {
    WhisperModel model = Exports.open(Fixtures.folder(name, folder.resolve(name))).read();
    Map<String, Long> places =
        model.norms().stream().collect(groupingBy(NormSite::name, TreeMap::new, counting()));
    Map<String, Long> expected = new TreeMap<>();
    model
        .blocks()
        .forEach(
            block ->
                expected.put(block.id().normName(), block.id().stack() == Stack.ENCODER ? 1L : 2L));
    expected.put("encoder.layer_norm", 1L);
    expected.put("decoder.layer_norm", 2L);
    assertEquals(expected, places);
    for (NormSite norm : model.norms()) {
      assertEquals(OptionalDouble.of(1e-5f), norm.epsilon(), norm.name());
      assertTrue(
          model.weight(norm.gain()).isPresent() && model.weight(norm.name() + ".bias").isPresent());
      Scope scope = Scope.of(root(norm.graph()));
      Scope own =
          scope.graph() == norm.graph()
              ? scope
              : scope.branches().values().stream()
                  .filter(branch -> branch.graph() == norm.graph())
                  .findFirst()
                  .orElseThrow();
      String before = own.producer(norm.input()).orElseThrow().opType();
      // What a normalisation reads is a sum: of a layer and what it reads, or of positions.
      assertEquals("Add", before, norm.toString());
    }
  }

  /** Whoever needs no epsilon can work with such an export. */
  @Test
  void findsNormalisationsThatDoNotStateTheirEpsilon() {
    Path export = Fixtures.folder("b01-optimum1.13-bmm", folder.resolve("hidden"));
    assertEquals(5, Fixtures.hideEpsilons(export.resolve("encoder_model.onnx")));
    WhisperModel model = Exports.open(export).read();
    assertEquals(63_872 - 60 * 32, model.parameters());
    for (NormSite norm : model.norms()) {
      assertEquals(norm.part() != Part.ENCODER, norm.epsilon().isPresent(), norm.toString());
    }
  }

  private static Graph root(Graph graph) {
    return graph.parent().map(OptimumLayoutTest::root).orElse(graph);
  }

  @Test
  void readsHeadCountsThatDifferFromLayerToLayer() {
    WhisperModel model = Exports.open(SharedFiles.shared("fixtures/a11-pruned-free")).read();
    assertEquals(3, model.block("encoder.layers.0.self_attn").orElseThrow().groups());
    assertEquals(4, model.block("encoder.layers.1.self_attn").orElseThrow().groups());
    assertEquals(60, model.block("encoder.layers.1.ffn").orElseThrow().groups());
    assertEquals(3, model.block("decoder.layers.1.encoder_attn").orElseThrow().groups());
  }

  @Test
  void findsARealModelWithAllItsParameters() {
    WhisperModel model = Exports.open(SharedFiles.shared("models/tiny.en")).read();
    // Counted by hand from config.json: embedding, decoder positions, convolutions, 4 + 4 layers,
    // two closing norms.
    assertEquals(37_184_256, model.parameters());
    assertEquals(20, model.blocks().size());
    assertEquals(22, model.norms().stream().map(NormSite::name).distinct().count());
  }
}
