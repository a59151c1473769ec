package dev.sotto.models.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.Attribute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Operators that move known elements, on random tensors. The other judge keeps each element with
 * its index and moves the indices.
 */
class MovedElementsTest {
  private static final int ROUNDS = 100;

  private Random random;

  /** Elements by index; the order of indices is that of rows. */
  private static final class Elements extends TreeMap<List<Integer>, Long> {
    private static final long serialVersionUID = 1L;

    Elements() {
      super(
          (one, other) -> {
            for (int axis = 0; axis < one.size(); axis++) {
              int order = Integer.compare(one.get(axis), other.get(axis));
              if (order != 0) {
                return order;
              }
            }
            return 0;
          });
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void transposes(long seed) {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int[] shape = shape();
      List<Integer> order = new ArrayList<>(IntStream.range(0, shape.length).boxed().toList());
      Collections.shuffle(order, random);
      Elements expected = new Elements();
      elements(shape)
          .forEach((index, value) -> expected.put(order.stream().map(index::get).toList(), value));
      check(
          expected,
          order.stream().mapToInt(axis -> shape[axis]).toArray(),
          "Transpose",
          SmallGraph.perm(order.stream().mapToLong(axis -> axis).toArray()),
          value(shape));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void slices(long seed) {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int[] shape = shape();
      int axis = random.nextInt(shape.length);
      int start = random.nextInt(13) - 6;
      int end = random.nextInt(13) - 6;
      int step = random.nextBoolean() ? 1 + random.nextInt(3) : -1 - random.nextInt(3);
      List<Integer> taken = taken(shape[axis], start, end, step);
      Elements expected = new Elements();
      elements(shape)
          .forEach(
              (index, value) -> {
                if (taken.contains(index.get(axis))) {
                  List<Integer> moved = new ArrayList<>(index);
                  moved.set(axis, taken.indexOf(index.get(axis)));
                  expected.put(moved, value);
                }
              });
      int[] sliced = shape.clone();
      sliced[axis] = taken.size();
      check(
          expected,
          sliced,
          "Slice",
          Map.of(),
          value(shape),
          ShapedValue.list(start),
          ShapedValue.list(end),
          ShapedValue.list(random.nextBoolean() ? axis : axis - shape.length),
          ShapedValue.list(step));
    }
  }

  /** The indices that a slice takes, one step after the other. */
  private static List<Integer> taken(int size, int start, int end, int step) {
    int from = start < 0 ? start + size : start;
    int to = end < 0 ? end + size : end;
    List<Integer> taken = new ArrayList<>();
    if (step > 0) {
      for (int index = Math.max(0, from); index < Math.min(size, to); index += step) {
        taken.add(index);
      }
    } else {
      // An end that is counted beyond the first element lets the first be taken.
      for (int index = Math.min(size - 1, Math.max(0, from)); index > Math.max(-1, to); ) {
        taken.add(index);
        index += step;
      }
    }
    return taken.stream().filter(index -> index >= 0).toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void tiles(long seed) {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int[] shape = shape();
      int[] repeats = IntStream.range(0, shape.length).map(axis -> random.nextInt(3)).toArray();
      int[] tiled =
          IntStream.range(0, shape.length).map(axis -> shape[axis] * repeats[axis]).toArray();
      Elements all = elements(shape);
      Elements expected = new Elements();
      for (List<Integer> index : indices(tiled)) {
        expected.put(
            index,
            all.get(
                IntStream.range(0, shape.length)
                    .mapToObj(axis -> index.get(axis) % shape[axis])
                    .toList()));
      }
      long[] counts = Arrays.stream(repeats).asLongStream().toArray();
      check(expected, tiled, "Tile", Map.of(), value(shape), ShapedValue.list(counts));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void sums(long seed) {
    random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      int[] shape = shape();
      // The other side lacks axes in front, or has one of size 1.
      int[] other = Arrays.copyOfRange(shape, random.nextInt(shape.length), shape.length);
      other[random.nextInt(other.length)] = 1;
      Elements all = elements(shape);
      Elements added = elements(other);
      Elements expected = new Elements();
      for (List<Integer> index : indices(shape)) {
        List<Integer> mine = new ArrayList<>();
        for (int axis = 0; axis < other.length; axis++) {
          int wanted = index.get(shape.length - other.length + axis);
          mine.add(other[axis] == 1 ? 0 : wanted);
        }
        expected.put(index, all.get(index) + added.get(mine));
      }
      ShapedValue[] inputs = {value(shape), value(other)};
      if (random.nextBoolean()) {
        Collections.reverse(Arrays.asList(inputs));
      }
      check(expected, shape, "Add", Map.of(), inputs);
    }
  }

  private int[] shape() {
    return IntStream.range(0, 1 + random.nextInt(3)).map(axis -> 1 + random.nextInt(4)).toArray();
  }

  private static List<List<Integer>> indices(int... shape) {
    List<List<Integer>> indices = List.of(List.of());
    for (int size : shape) {
      List<List<Integer>> longer = new ArrayList<>();
      for (List<Integer> index : indices) {
        for (int next = 0; next < size; next++) {
          List<Integer> more = new ArrayList<>(index);
          more.add(next);
          longer.add(more);
        }
      }
      indices = longer;
    }
    return indices;
  }

  /** The whole numbers from 0 on. */
  private static Elements elements(int... shape) {
    Elements elements = new Elements();
    for (List<Integer> index : indices(shape)) {
      elements.put(index, (long) elements.size());
    }
    return elements;
  }

  private static ShapedValue value(int... shape) {
    long count = Arrays.stream(shape).asLongStream().reduce(1, (a, b) -> a * b);
    return ShapedValue.known(
        Arrays.stream(shape).asLongStream().toArray(), LongStream.range(0, count).toArray());
  }

  private static void check(
      Elements expected,
      int[] shape,
      String operator,
      Map<String, Attribute> attributes,
      ShapedValue... inputs) {
    SmallGraph graph = new SmallGraph().output("y");
    Map<String, ShapedValue> given = new HashMap<>();
    String[] names = new String[inputs.length];
    for (int index = 0; index < inputs.length; index++) {
      names[index] = "i" + index;
      graph.input(names[index]);
      given.put(names[index], inputs[index]);
    }
    graph.node(operator, attributes, "y", names);
    ShapedValue found =
        new ShapeInference(Path.of("m.onnx"), graph.graph()).walk(given).outputs().get("y");
    assertEquals(Arrays.toString(shape) + " = " + expected.values(), found.toString(), operator);
  }
}
