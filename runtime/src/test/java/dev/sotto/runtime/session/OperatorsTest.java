package dev.sotto.runtime.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.SottoException.Code;
import dev.sotto.models.graph.Attribute;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Node;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.onnx.NewModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorsTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Loop",
        "Scan",
        "LSTM",
        "GRU",
        "RNN",
        "Einsum",
        "SequenceAt",
        "SplitToSequence",
        "StringNormalizer",
        "StringConcat",
        "RegexFullMatch",
        "RandomNormal",
        "Optional",
        "NonMaxSuppression",
        "Resize",
        "NoSuchOperator"
      })
  void refusesWhatNoWhisperExportHas(String type) {
    SottoException e = refused(model(node("", type)), Operators.OF_WHISPER);

    assertTrue(
        e.getMessage().contains("node 'suspect' has the operator " + type + ","), e::getMessage);
    assertTrue(e.getMessage().endsWith("--allow-operators " + type), e::getMessage);
    Operators.allowing("Abc, " + type).check(model(node("", type)));
    Operators.allowing("any").check(model(node("", type)));
  }

  @ParameterizedTest
  @CsvSource({
    "com.example, MatMul",
    "ai.onnx.ml, TreeEnsemble",
    "com.microsoft, WhisperBeamSearch",
    "com.microsoft, LSTM",
    "com.microsoft.nchwc, Conv"
  })
  void refusesOtherDomains(String domain, String type) {
    SottoException e = refused(model(node(domain, type)), Operators.allowing(type));

    assertTrue(e.getMessage().contains(domain + "." + type), e::getMessage);
    Operators.allowing(domain + "." + type).check(model(node(domain, type)));
  }

  @Test
  void looksIntoBranches() {
    Graph inner = new Graph("inner", null);
    inner.nodes().add(node("", "Loop"));
    inner.outputs().add(value("y"));
    Graph outer = new Graph("outer", null);
    outer.nodes().add(branch("If", inner));
    outer.outputs().add(value("y"));

    refused(model(branch("If", outer)), Operators.OF_WHISPER);
  }

  private static Node branch(String type, Graph graph) {
    return new Node(
        "branch",
        "",
        type,
        List.of("x"),
        List.of("y"),
        Map.of(
            "then_branch", new Attribute.Subgraph(graph),
            "else_branch", new Attribute.Subgraph(graph)));
  }

  @Test
  void looksIntoFunctions() {
    SottoException e =
        refused(
            SharedFiles.shared("fixtures/h-negative/41-model-local-function.onnx"),
            Operators.OF_WHISPER);
    assertTrue(e.getMessage().contains("local.Sum2"), e::getMessage);
  }

  @ParameterizedTest
  @Timeout(10)
  @CsvSource({"ort-hid-LSTM, encoder_model, LSTM", "ort-loop-infinite, encoder_model, Loop"})
  void aSessionIsNotOpenedOnThem(String name, String graph, String operator) {
    Path model = SharedFiles.shared("cases/30-hostile-" + name + "/" + graph + ".onnx");
    SottoException e =
        assertThrows(SottoException.class, () -> InferenceSession.open(model, SETTINGS));
    assertTrue(e.getMessage().contains(" has the operator " + operator + ","), e::getMessage);
  }

  /** Negative fixtures are not exports; what c04 does is a search, which no command runs. */
  @Test
  void everyExportersGraphPasses() throws IOException {
    List<Path> models = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SharedFiles.shared("fixtures"))) {
      files
          .filter(file -> file.toString().endsWith(".onnx"))
          .filter(file -> !file.toString().contains("h-negative"))
          .filter(file -> !file.toString().contains("beamsearch"))
          .forEach(models::add);
    }
    assertTrue(models.size() > 50, "only " + models.size());
    models.forEach(Operators.OF_WHISPER::check);
  }

  @ParameterizedTest
  @ValueSource(strings = {"22-ext-escape/model.onnx", "23-ext-absolute/model.onnx"})
  void dataOutsideTheFolderIsNotOpened(String name) {
    SottoException e =
        refused(SharedFiles.shared("fixtures/h-negative/" + name), Operators.allowing("any"));
    assertTrue(e.getMessage().contains("outside"), e::getMessage);
  }

  private static SottoException refused(Path model, Operators operators) {
    SottoException e = assertThrows(SottoException.class, () -> operators.check(model));
    assertEquals(Code.BAD_INPUT, e.code());
    return e;
  }

  private static Node node(String domain, String type) {
    return new Node("suspect", domain, type, List.of("x"), List.of("y"), Map.of());
  }

  private static ValueInfo value(String name) {
    return new ValueInfo(name, Optional.of(ElementType.FLOAT), Optional.of(List.of()));
  }

  private Path model(Node node) {
    Graph graph = new Graph("graph", null);
    graph.inputs().add(value("x"));
    graph.outputs().add(value("y"));
    graph.nodes().add(node);
    try {
      Path file = Files.createTempDirectory(folder, "model").resolve("model.onnx");
      new NewModel(graph, 14).write(file);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
