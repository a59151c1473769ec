package dev.sotto.models.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import dev.sotto.models.weights.StoredForm.Slice;
import dev.sotto.models.whisper.LogicalAxis;
import dev.sotto.models.whisper.Ranges;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StoredFormTest {
  /** [4, 6], each element its row and column. */
  private static Tensor stored() {
    float[] values = new float[24];
    for (int i = 0; i < values.length; i++) {
      values[i] = 10 * (i / 6) + i % 6;
    }
    return floats("w", values, 4, 6);
  }

  private static Tensor floats(String name, float[] values, long... shape) {
    return new Tensor(name, ElementType.FLOAT, shape, TensorData.ofFloats(values));
  }

  private static float[] values(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  /** Every way to store a matrix. */
  static Stream<StoredForm> forms() {
    return Stream.of(
            new StoredForm(false, Optional.empty(), FloatEncoding.FLOAT32),
            new StoredForm(false, Optional.of(new Slice(0, 1, 2)), FloatEncoding.FLOAT32),
            new StoredForm(false, Optional.of(new Slice(1, 2, 3)), FloatEncoding.FLOAT32))
        .flatMap(form -> Stream.of(form, new StoredForm(true, form.slice(), form.encoding())))
        .flatMap(
            form ->
                Stream.of(
                    form, new StoredForm(form.transposed(), form.slice(), FloatEncoding.FLOAT16)));
  }

  private static Tensor stored(StoredForm form) {
    return form.encoding().encode(stored());
  }

  @ParameterizedTest
  @MethodSource("forms")
  void eachElementIsFoundWhereItIsStored(StoredForm form) {
    Tensor logical = form.logical(stored(form));
    long[] shape = form.shape(stored(form));
    assertArrayEquals(shape, logical.shape());
    int rowFrom = form.slice().filter(slice -> slice.axis() == 0).map(Slice::from).orElse(0);
    int columnFrom = form.slice().filter(slice -> slice.axis() == 1).map(Slice::from).orElse(0);
    float[] values = values(logical);
    for (int out = 0; out < shape[0]; out++) {
      for (int in = 0; in < shape[1]; in++) {
        int row = rowFrom + (form.transposed() ? in : out);
        int column = columnFrom + (form.transposed() ? out : in);
        assertEquals(10 * row + column, values[out * (int) shape[1] + in]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forms")
  void whatIsPutBackIsReadAgainAndNothingElseChanges(StoredForm form) {
    Tensor before = stored(form);
    float[] other = values(form.logical(before));
    for (int i = 0; i < other.length; i++) {
      other[i] = -1 - i;
    }
    long[] shape = form.shape(before);
    Tensor after = form.replace(before, floats("w", other, shape));
    assertArrayEquals(other, values(form.logical(after)));
    assertEquals(before.type(), after.type());
    assertArrayEquals(before.shape(), after.shape());
    Tensor restored = form.replace(after, form.logical(before));
    assertEquals(before, restored);
    float[] all = values(form.encoding().decode(after));
    int kept = 0;
    for (float value : all) {
      kept += value >= 0 ? 1 : 0;
    }
    assertEquals(24 - other.length, kept);
    assertThrows(
        IllegalArgumentException.class,
        () -> form.replace(before, floats("w", new float[] {1}, 1, 1)));
  }

  @Test
  void aWeightThatIsStoredAsItIsToItsRoleIsTheTensorItself() {
    Tensor stored = stored();
    StoredForm form = StoredForm.whole(stored, false);
    assertSame(stored, form.logical(stored));
    assertSame(stored, form.part(stored));
    assertNotEquals(form, StoredForm.whole(stored, true));
    Tensor vector = floats("b", new float[] {1, 2}, 2);
    assertEquals(StoredForm.whole(vector, false), StoredForm.whole(vector, true));
    assertEquals(
        FloatEncoding.OTHER, StoredForm.whole(Tensor.ofLongs("n", 1, 2), false).encoding());
  }

  @Test
  void axesAndStepsAreThoseOfTheStoredTensor() {
    StoredForm form = StoredForm.slice(stored(), true, new Slice(1, 2, 3));
    assertEquals(1, form.storedAxis(LogicalAxis.OUT, 2));
    assertEquals(0, form.storedAxis(LogicalAxis.IN, 2));
    assertEquals(0, form.storedAxis(LogicalAxis.IN, 1));
    assertEquals(Ranges.of(3, 5), form.stored(1, Ranges.of(1, 3)));
    assertEquals(Ranges.of(1, 3), form.stored(0, Ranges.of(1, 3)));
  }

  @Test
  void halvesAreTheNearestAndOfTwoTheEven() {
    float[] values = {1 + 0x1p-11f, 1 + 3 * 0x1p-11f, 65519, 65520, 0x1p-25f, 3 * 0x1p-25f, -0f};
    float[] halves = {1, 1 + 0x1p-9f, 65504, Float.POSITIVE_INFINITY, 0, 0x1p-23f, -0f};
    assertArrayEquals(halves, roundTrip(values));
    assertTrue(Float.isNaN(roundTrip(new float[] {Float.NaN})[0]));
    assertArrayEquals(
        new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY},
        roundTrip(new float[] {Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f}));
  }

  @Test
  void everyHalfIsItselfAgain() {
    float[] all = new float[1 << 16];
    for (int bits = 0; bits < all.length; bits++) {
      Tensor half =
          new Tensor(
              "h",
              ElementType.FLOAT16,
              new long[] {1},
              TensorData.of(
                  java.nio.ByteBuffer.wrap(new byte[] {(byte) bits, (byte) (bits >> 8)})));
      float wide = values(FloatEncoding.FLOAT16.decode(half))[0];
      all[bits] = Float.isNaN(wide) ? 0 : wide;
    }
    assertArrayEquals(all, roundTrip(all));
  }

  private static float[] roundTrip(float[] values) {
    Tensor narrow = FloatEncoding.FLOAT16.encode(floats("h", values, values.length));
    return values(FloatEncoding.FLOAT16.decode(narrow));
  }
}
