package dev.sotto.compressor.train.proximal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SharedFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Proximal points found by bisection with 50 digits. */
class SparseGroupLassoGoldenTest {
  private static final double TOLERANCE = 1e-9;
  private static final int CASES = 49;

  private final JsonNode golden;

  SparseGroupLassoGoldenTest() throws IOException {
    golden = new ObjectMapper().readTree(SharedFiles.shared("golden/sgl.json").toFile());
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode example : golden.get("cases")) {
      String name = example.get("id") + " " + example.path("name").asText("");
      tests.add(dynamicTest(name, () -> check(example)));
    }
    assertEquals(CASES, tests.size());
    return tests.stream();
  }

  private static void check(JsonNode example) {
    double[] expected = doubles(example.get("x"));
    double[] diagonal = doubles(example.get("w"));
    double[] uniform = diagonal.clone();
    boolean identity = !example.has("d");
    double[] metric = new double[expected.length];
    Arrays.fill(metric, 1);
    if (!identity) {
      metric = doubles(example.get("d"));
    }
    int from = 0;
    for (JsonNode size : example.get("group_sizes")) {
      int to = from + size.asInt();
      double c1 = first(example);
      double c2 = second(example, size.asInt());
      double norm = SparseGroupLasso.prox(diagonal, metric, from, to, c1, c2);
      assertEquals(SparseGroupLasso.norm(diagonal, from, to), norm, TOLERANCE);
      if (identity) {
        double same = ClosedForm.prox(uniform, 1, from, to, c1, c2);
        assertEquals(norm, same, TOLERANCE);
      }
      from = to;
    }
    assertArrayEquals(expected, diagonal, TOLERANCE);
    if (identity) {
      assertArrayEquals(expected, uniform, TOLERANCE);
    }
  }

  @Test
  void theElementsComeBeforeTheGroup() {
    JsonNode order = golden.get("order");
    double[] w = doubles(order.get("w"));
    double c1 = order.get("c1").asDouble();
    double c2 = order.get("c2").asDouble();
    double[] metric = new double[w.length];
    Arrays.fill(metric, 1);
    SparseGroupLasso.prox(w, metric, 0, w.length, c1, c2);
    assertArrayEquals(doubles(order.get("element_then_group")), w, TOLERANCE);
  }

  private static double first(JsonNode example) {
    if (example.has("c1")) {
      return example.get("c1").asDouble();
    }
    return strength(example) * example.get("alpha").asDouble();
  }

  private static double second(JsonNode example, int elements) {
    if (example.has("c2")) {
      return example.get("c2").asDouble();
    }
    return strength(example) * (1 - example.get("alpha").asDouble()) * Math.sqrt(elements);
  }

  private static double strength(JsonNode example) {
    return example.path("eta").asDouble(1) * example.get("lambda").asDouble();
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }
}
