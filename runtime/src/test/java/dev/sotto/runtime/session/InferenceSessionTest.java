package dev.sotto.runtime.session;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.ValueInfo;
import dev.sotto.models.graph.ValueInfo.Dim;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferenceSessionTest {
  private static final SessionSettings SETTINGS = SessionSettings.defaults().withIntraThreads(1);
  private static final String STATES = "last_hidden_state";

  private static Path encoder() {
    return shared("fixtures/a01-optimum-op18/encoder_model.onnx");
  }

  private static Value window() {
    return Value.floats(FloatBuffer.wrap(Fixtures.logMel(0)), 1, 80, 120);
  }

  @Test
  void tellsWhatTheGraphDeclares() {
    try (InferenceSession session = InferenceSession.open(encoder(), SETTINGS)) {
      assertEquals(
          new ValueInfo(
              "input_features",
              Optional.of(ElementType.FLOAT),
              Optional.of(
                  List.of(new Dim.Symbol("batch_size"), new Dim.Size(80), new Dim.Size(120)))),
          session.inputs().get("input_features"));
      assertEquals(List.of(STATES), List.copyOf(session.outputs().keySet()));
    }
  }

  @Test
  void everySettingGivesTheSameNumbers() {
    float[] expected = Fixtures.golden("base/encoder_rows");
    for (SessionSettings settings :
        List.of(
            SETTINGS,
            SETTINGS.withOptimization(OptimizationLevel.DISABLED),
            SETTINGS.withMemory(MemoryUse.FAST.withReuse(false)),
            SETTINGS.withMemory(new MemoryUse(true, true, false, false, true)),
            SETTINGS.withIntraThreads(2))) {
      try (InferenceSession session = InferenceSession.open(encoder(), settings);
          Value input = window();
          Results results = session.run(Map.of("input_features", input), List.of(STATES))) {
        assertArrayEquals(new long[] {1, 60, 32}, results.get(STATES).shape());
        assertArrayEquals(expected, results.get(STATES).toFloats(), 1e-4f);
      }
    }
  }

  @Test
  void anOutputCanBeWrittenIntoMemoryOfTheCaller() {
    FloatBuffer memory = new ReusedFloats().take(60 * 32);
    try (InferenceSession session = InferenceSession.open(encoder(), SETTINGS);
        Value input = window();
        Value output = Value.floats(memory, 1, 60, 32)) {
      Map<String, Value> destinations = Map.of(STATES, output);
      session.run(Map.of("input_features", input), List.of(), destinations).close();
    }
    float[] states = new float[60 * 32];
    memory.get(states);
    assertArrayEquals(Fixtures.golden("base/encoder_rows"), states, 1e-4f);
  }

  @Test
  void aValueTakenOutOutlivesItsResults() {
    try (InferenceSession session = InferenceSession.open(encoder(), SETTINGS);
        Value input = window()) {
      Value states;
      try (Results results = session.run(Map.of("input_features", input), List.of(STATES))) {
        states = results.take(STATES);
        assertThrows(IllegalArgumentException.class, () -> results.get(STATES));
      }
      assertEquals(60 * 32, states.toFloats().length);
      states.close();
      states.close();
    }
  }

  @Test
  void valuesKeepTypeShapeAndElements() {
    try (Value longs = Value.longs(LongBuffer.wrap(new long[] {1, -2, Long.MAX_VALUE}), 3, 1);
        Value ints = Value.ints(IntBuffer.wrap(new int[] {1, 2}), 2);
        Value booleans = Value.booleans(true, false);
        Value half = Value.zeros(ElementType.FLOAT16, 1, 2, 3)) {
      assertArrayEquals(new long[] {1, -2, Long.MAX_VALUE}, longs.toLongs());
      assertArrayEquals(new long[] {3, 1}, longs.shape());
      assertArrayEquals(new long[] {2}, ints.shape());
      assertArrayEquals(new long[] {2}, booleans.shape());
      assertArrayEquals(new float[6], half.toFloats());
      assertThrows(IllegalStateException.class, booleans::toFloats);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "01-zero-byte.onnx, the file is empty",
    "02-truncated.onnx, cut off",
    "05-random.onnx, not a sound ONNX file",
    "20-ext-missing/model.onnx, 'model.onnx_data' is missing",
    "35-cycle.onnx, cannot load this model",
    "38-opset-99.onnx, cannot load this model"
  })
  void aModelThatCannotBeLoadedIsOneClearLine(String name, String problem) {
    Path model = shared("fixtures/h-negative/" + name);
    assertProblem(problem, model, () -> InferenceSession.open(model, SETTINGS).close());
  }

  @Test
  void aMissingModelIsOneClearLine(@TempDir Path folder) {
    Path model = folder.resolve("model.onnx");
    assertProblem("no such file", model, () -> InferenceSession.open(model, SETTINGS));
  }

  @Test
  void anInputThatDoesNotFitIsOneClearLine() {
    try (InferenceSession session = InferenceSession.open(encoder(), SETTINGS);
        Value input = Value.zeros(ElementType.FLOAT, 1, 80, 121)) {
      Executable run = () -> session.run(Map.of("input_features", input), List.of(STATES));
      assertProblem("cannot run this model", encoder(), run);
      Executable misnamed = () -> session.run(Map.of("features", input), List.of(STATES));
      assertProblem("cannot run this model", encoder(), misnamed);
    }
  }

  private static void assertProblem(String problem, Path model, Executable action) {
    SottoException e = assertThrows(SottoException.class, action);
    assertTrue(e.getMessage().startsWith(model + ": "), e.getMessage());
    assertTrue(e.getMessage().contains(problem), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void memoryStaysLevelOverThousandsOfRuns() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeTrue(Files.exists(status), "needs Linux");
    try (InferenceSession session = InferenceSession.open(encoder(), SETTINGS)) {
      run(session, 500);
      touchYoungGeneration();
      long before = residentKibibytes(status);
      run(session, 5000);
      long grown = residentKibibytes(status) - before;
      // One output is 7.5 KiB: if results leaked, 5,000 of them would be 37 MiB.
      assertTrue(grown < 16 * 1024, "grown by " + grown + " KiB");
    }
  }

  /** A heap that garbage has not yet gone through once still grows, whatever the session does. */
  private static void touchYoungGeneration() {
    long collections = collections();
    for (int blocks = 0; collections() == collections && blocks < 4096; blocks++) {
      byte[] garbage = new byte[1 << 20];
      assertEquals(0, garbage[blocks]);
    }
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }

  private static void run(InferenceSession session, int times) {
    ReusedFloats memory = new ReusedFloats();
    for (int i = 0; i < times; i++) {
      FloatBuffer window = memory.take(80 * 120).put(0, Fixtures.logMel(0));
      try (Value input = Value.floats(window, 1, 80, 120)) {
        session.run(Map.of("input_features", input), List.of(STATES)).close();
      }
    }
  }

  private static long residentKibibytes(Path status) throws IOException {
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
