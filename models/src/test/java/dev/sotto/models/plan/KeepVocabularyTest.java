package dev.sotto.models.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.Respelled;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.export.Exports;
import dev.sotto.models.export.WhisperModel;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.io.OutputFolder;
import dev.sotto.models.onnx.OnnxModel;
import dev.sotto.models.tokens.KeptTokens;
import dev.sotto.models.whisper.Roles;
import dev.sotto.models.whisper.WhisperConfig;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the embedding leave in every spelling; what that computes is compared in verify. */
class KeepVocabularyTest {
  private static final List<String> RANGES = List.of("0-3", "9", "20-50", "60");

  @TempDir Path folder;

  private static Plan plan(Path dense, Edit... edits) {
    WhisperModel model = Exports.open(dense).read();
    return new Plan(ExportRewriter.identities(model), HeadMode.FREE, Map.of(), List.of(edits));
  }

  private static KeepVocabulary keep(int before, List<String> ranges) {
    return new KeepVocabulary(KeptTokens.parse(before, ranges));
  }

  private Path apply(Path dense, String name, Edit... edits) {
    Plan plan = plan(dense, edits);
    Path target = folder.resolve(name);
    try (OutputFolder output = OutputFolder.create(target, false)) {
      ExportRewriter.apply(Exports.open(dense).read(), plan, output);
      output.complete();
    }
    assertEquals(
        List.of(),
        RemovalCheck.differences(Exports.open(dense).read(), plan, Exports.open(target)));
    return target;
  }

  private static float[] row(Tensor matrix, int row) {
    FloatBuffer values = matrix.bytes().asFloatBuffer();
    float[] copy = new float[(int) matrix.shape()[1]];
    values.get(row * copy.length, copy);
    return copy;
  }

  private static void assertKept(WhisperModel before, WhisperModel after, KeptTokens kept) {
    assertEquals(before.weights().keySet(), after.weights().keySet());
    for (String role : before.weights().keySet()) {
      Tensor dense = before.weight(role).orElseThrow().logical();
      Tensor left = after.weight(role).orElseThrow().logical();
      if (!role.equals(Roles.EMBEDDING) && !role.equals(Roles.PROJECTION)) {
        assertEquals(dense.bytes(), left.bytes(), role);
        continue;
      }
      assertEquals(kept.size(), left.shape()[0]);
      for (int row = 0; row < kept.size(); row++) {
        assertArrayEquals(row(dense, kept.old(row)), row(left, row), role);
      }
    }
    assertEquals(kept.size(), after.config().vocabularySize());
    after.files().values().forEach(file -> assertNoneDeclares(file.graph(), kept.before()));
  }

  private static void assertNoneDeclares(Graph graph, int tokens) {
    List<ValueInfo> declared = new ArrayList<>(graph.outputs());
    declared.addAll(graph.values());
    for (ValueInfo value : declared) {
      int axes = value.shape().map(List::size).orElse(0);
      for (int axis = 0; axis < axes; axis++) {
        assertTrue(!value.size(axis).equals(OptionalLong.of(tokens)), value::toString);
      }
    }
    graph
        .nodes()
        .forEach(node -> node.subgraphs().values().forEach(g -> assertNoneDeclares(g, tokens)));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsLeaveInEverySpelling(boolean merged) {
    KeptTokens kept = KeptTokens.parse(SmallExport.VOCABULARY, RANGES);
    for (int round = 0; round < Respelled.SPELLINGS.size(); round++) {
      Path dense = folder.resolve("dense" + round);
      SmallExport.editAll(
          merged ? SmallExport.merged(dense) : SmallExport.separate(dense),
          Respelled.SPELLINGS.get(round));
      WhisperModel before = SmallExport.open(dense);
      Path out = apply(dense, "out" + round, new KeepVocabulary(kept));
      WhisperModel after = SmallExport.open(out);
      assertKept(before, after, kept);
      assertEquals(
          before.parameters() - (long) SmallExport.WIDTH * (SmallExport.VOCABULARY - kept.size()),
          after.parameters());
      OnnxModel file = after.files().values().stream().reduce((one, next) -> next).orElseThrow();
      assertTrue(
          file.graph().outputs().stream()
              .anyMatch(output -> output.size(2).equals(OptionalLong.of(kept.size()))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a01-optimum-op18",
        "a02-optimum-op14",
        "a04-optimum-untied",
        "a05-optimum-nopast",
        "a10-pruned-uniform",
        "b01-optimum1.13-bmm",
        "b02-optimum1.21-cache-position",
        "f06-external-data",
        "f07-onnxslim"
      })
  void exportsOfManyYearsLoseRows(String fixture) {
    Path dense = Fixtures.folder(fixture, folder.resolve("dense"));
    KeptTokens kept = KeptTokens.parse(200, List.of("3", "40-101", "150-199"));
    WhisperModel before = Exports.open(dense).read();
    Path out = apply(dense, "out", new KeepVocabulary(kept));
    assertKept(before, Exports.open(out).read(), kept);
    assertTrue(size(dense) - size(out) >= 4L * 32 * (200 - kept.size()), "bytes leave");
  }

  private static long size(Path export) {
    return ExportRewriter.files(Exports.open(export).read()).values().stream()
        .mapToLong(file -> file.toFile().length())
        .sum();
  }

  @Test
  void allTokensAreTheSameBytes() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Path out = apply(dense, "out", keep(SmallExport.VOCABULARY, List.of("0-60")));
    for (String name : List.of(SmallExport.ENCODER_FILE, SmallExport.MERGED_FILE)) {
      assertEquals(-1, Files.mismatch(dense.resolve(name), out.resolve(name)));
    }
    assertEquals(
        -1,
        Files.mismatch(
            dense.resolve(WhisperConfig.FILE_NAME), out.resolve(WhisperConfig.FILE_NAME)));
  }

  @Test
  void oneAfterTheOtherAndBesideOtherEdits() {
    Path dense = SmallExport.separate(folder.resolve("dense"));
    WhisperModel before = SmallExport.open(dense);
    KeepVocabulary first = keep(SmallExport.VOCABULARY, RANGES);
    KeepVocabulary second = keep(first.tokens().size(), List.of("1-2", "30"));
    RemoveGroups groups = new RemoveGroups(Map.of("decoder.layers.1.ffn", List.of(0, 5)));
    Path out = apply(dense, "out", first, groups, second);
    Plan plan = plan(dense, first, groups, second);
    KeptTokens both = plan.vocabulary().orElseThrow();
    assertEquals(List.of("1-2", "45"), both.ranges());
    WhisperModel after = SmallExport.open(out);
    Tensor table = before.weight(Roles.EMBEDDING).orElseThrow().logical();
    Tensor left = after.weight(Roles.EMBEDDING).orElseThrow().logical();
    for (int row = 0; row < both.size(); row++) {
      assertArrayEquals(row(table, both.old(row)), row(left, row));
    }
    assertEquals(
        SmallExport.DECODER_UNITS - 2, after.block("decoder.layers.1.ffn").orElseThrow().groups());
  }

  @Test
  void theJsonFormIsReadBack() throws IOException {
    Plan plan =
        plan(SmallExport.merged(folder.resolve("dense")), keep(SmallExport.VOCABULARY, RANGES));
    Path file = folder.resolve("plan.json");
    Files.write(file, PlanJson.write(plan));
    assertEquals(plan, PlanJson.read(file));
    String text = Files.readString(file);
    assertTrue(text.contains("\"ids\" : [ \"0-3\", \"9\", \"20-50\", \"60\" ]"), text);
    Files.writeString(file, text.replace("\"20-50\"", "\"20-70\""));
    String message = assertThrows(SottoException.class, () -> PlanJson.read(file)).getMessage();
    assertTrue(message.contains("\"ids\": expected ascending ids below 61"), message);
  }

  @Test
  void graphsOfOtherVariantsDoNotGoAlong() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    Files.copy(
        dense.resolve(SmallExport.MERGED_FILE), dense.resolve("decoder_model_merged_q8.onnx"));
    Files.writeString(dense.resolve("note.txt"), "kept");
    Path out = apply(dense, "out", keep(SmallExport.VOCABULARY, RANGES));
    assertTrue(Files.exists(out.resolve("note.txt")));
    assertFalse(Files.exists(out.resolve("decoder_model_merged_q8.onnx")));
  }

  @Test
  void graphsAreNamedOnce() {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    NameGraphs name = new NameGraphs("q8");
    assertEquals("the plan names the graphs twice", refusal(dense, name, name));
    Path named = apply(dense, "named", name);
    assertTrue(refusal(named, new NameGraphs("q4")).contains("has an ending already"));
  }

  private static String refusal(Path dense, Edit... edits) {
    Plan plan = plan(dense, edits);
    return assertThrows(
            SottoException.class, () -> PlanCheck.check(plan, Exports.open(dense).read()))
        .getMessage();
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Path dense = SmallExport.merged(folder.resolve("dense"));
    assertEquals(
        "the plan keeps tokens of 60, of which the model has 61",
        refusal(dense, keep(60, List.of("0-7"))));
    WhisperModel model = SmallExport.open(dense);
    Tensor table = model.weight(Roles.EMBEDDING).orElseThrow().logical();
    KeepVocabulary keep = keep(SmallExport.VOCABULARY, RANGES);
    ReplaceWeights replace =
        ReplaceWeights.of(Map.of(Roles.EMBEDDING, table.withName(Roles.EMBEDDING)));
    assertTrue(refusal(dense, keep, replace).endsWith("after tokens left; expected it before"));
    PlanCheck.check(plan(dense, replace, keep), model);
    Path config = dense.resolve(WhisperConfig.FILE_NAME);
    Files.writeString(
        config, SmallExport.CONFIG.replace("{\"model", "{\"eos_token_id\": 11, \"model"));
    assertEquals(
        "the plan lacks token 11; bytes, control tokens and those that configurations name must"
            + " stay",
        refusal(dense, keep));
    // Two that keep it from the first on, and not from the second.
    KeepVocabulary first = keep(SmallExport.VOCABULARY, List.of("0-20"));
    assertTrue(refusal(dense, first, keep(21, List.of("0-9"))).contains("lacks token 11"));
    PlanCheck.check(plan(dense, first, keep(21, List.of("0-11"))), SmallExport.open(dense));
  }
}
