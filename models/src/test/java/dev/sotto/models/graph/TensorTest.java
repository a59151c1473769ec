package dev.sotto.models.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SmallGraph;
import dev.sotto.models.graph.ValueInfo.Dim;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors, where their elements lie, and what is declared of them. */
class TensorTest {
  private static final float[] THREE = {1, 2, 3};

  @TempDir Path folder;

  /** ONNX's own list is the other judge. */
  @Test
  void everyElementTypeHasTheNumberOfTheFormat() {
    int without = 0;
    for (TensorProto.DataType type : TensorProto.DataType.values()) {
      Optional<ElementType> ours =
          type == TensorProto.DataType.UNDEFINED
              ? Optional.empty()
              : ElementType.ofOnnx(type.getNumber());
      if (ours.isPresent()) {
        assertEquals(type.name(), ours.get().name());
      } else {
        without++;
      }
    }
    // Undefined, and texts, which have no width.
    assertEquals(2, without);
  }

  @Test
  void typesBelowAByteArePacked() {
    assertEquals(0, ElementType.INT4.byteSize(0));
    assertEquals(1, ElementType.INT4.byteSize(1));
    assertEquals(2, ElementType.INT4.byteSize(3));
    assertEquals(24, ElementType.DOUBLE.byteSize(3));
    assertThrows(ArithmeticException.class, () -> ElementType.FLOAT.byteSize(Long.MAX_VALUE / 8));
  }

  @Test
  void elementsMustFillTheShape() {
    TensorData data = TensorData.ofFloats(THREE);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Tensor("w", ElementType.FLOAT, new long[] {2, 2}, data));
    assertEquals(
        "tensor w of shape [2, 2]: expected 16 bytes of FLOAT, received 12", e.getMessage());
    assertThrows(ArithmeticException.class, () -> Tensor.elements(1L << 40, 1L << 40));
    assertEquals(1, Tensor.elements(new long[0]));
  }

  @Test
  void wholeNumbersAreReadAndReplaced() {
    Tensor longs = Tensor.ofLongs("n", 1, -2, Long.MAX_VALUE);
    assertArrayEquals(new long[] {1, -2, Long.MAX_VALUE}, longs.longs());
    assertArrayEquals(new long[] {4, 5, 6}, longs.withLongs(4, 5, 6).longs());
    Tensor ints =
        new Tensor("i", ElementType.INT32, new long[] {2}, TensorData.ofLongs(7L | -1L << 32));
    assertArrayEquals(new long[] {7, -1}, ints.wholeNumbers().orElseThrow());
    assertArrayEquals(new long[] {-8, 9}, ints.withLongs(-8, 9).longs());
    assertThrows(ArithmeticException.class, () -> ints.withLongs(1, 1L << 31));
    Tensor real = new Tensor("r", ElementType.FLOAT, new long[] {3}, TensorData.ofFloats(THREE));
    assertEquals(Optional.empty(), real.wholeNumbers());
    assertThrows(IllegalStateException.class, real::longs);
    assertThrows(IllegalStateException.class, () -> real.withLongs(1, 2, 3));
  }

  @Test
  void equalTensorsAgreeInAllThatTheyAre() {
    Tensor one = new Tensor("w", ElementType.FLOAT, new long[] {3}, TensorData.ofFloats(THREE));
    Tensor same = new Tensor("w", ElementType.FLOAT, new long[] {3}, TensorData.ofFloats(THREE));
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertNotEquals(one, one.withName("v"));
    assertNotEquals(one, one.withData(new long[] {1, 3}, one.data()));
    assertNotEquals(one, one.withData(new long[] {3}, TensorData.ofFloats(1, 2, 4)));
    assertNotEquals(
        one, new Tensor("w", ElementType.INT32, new long[] {3}, TensorData.ofFloats(THREE)));
    assertEquals("w: FLOAT[3]", one.toString());
    assertTrue(one.bytes().isReadOnly());
  }

  @Test
  void aShapeIsItsOwn() {
    long[] shape = {3};
    Tensor tensor = new Tensor("w", ElementType.FLOAT, shape, TensorData.ofFloats(THREE));
    shape[0] = 9;
    tensor.shape()[0] = 9;
    assertArrayEquals(new long[] {3}, tensor.shape());
  }

  /** Sizes around the edge of a tile, against the definition of a transpose. */
  @Test
  void transposesOfAnySizeSwapTheirAxes() {
    Random random = new Random(4);
    for (int[] size : new int[][] {{1, 1}, {1, 40}, {31, 33}, {32, 32}, {65, 7}, {0, 3}}) {
      Tensor matrix = SmallExport.tensor("m", random, size[0], size[1]);
      Tensor turned = Transposition.transpose(matrix);
      assertArrayEquals(new long[] {size[1], size[0]}, turned.shape());
      float[] from = floats(matrix);
      float[] to = floats(turned);
      assertEquals(from.length, to.length);
      for (int row = 0; row < size[0]; row++) {
        for (int column = 0; column < size[1]; column++) {
          assertEquals(from[row * size[1] + column], to[column * size[0] + row]);
        }
      }
      assertEquals(matrix, Transposition.transpose(turned));
    }
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  /** Small ones through this process, large ones through the system. */
  @Test
  void mappedBytesAreReadAndCopiedFromWhereTheyLie() throws IOException {
    for (int size : new int[] {100, (1 << 18) + 5}) {
      byte[] content = new byte[size + 10];
      new Random(size).nextBytes(content);
      Path file = folder.resolve("data" + size);
      Files.write(file, content);
      byte[] expected = Arrays.copyOfRange(content, 10, size + 10);
      MappedData data = mapped(file, 10, size);
      assertEquals(size, data.byteSize());
      assertEquals(ByteBuffer.wrap(expected), data.bytes());
      ByteArrayOutputStream copy = new ByteArrayOutputStream();
      data.writeTo(Channels.newChannel(copy));
      assertArrayEquals(expected, copy.toByteArray());
      assertEquals(
          new MappedData.Place(file.toAbsolutePath().normalize(), 10),
          new MappedData(folder.resolve("x/../data" + size), 10, ByteBuffer.allocate(0)).place());
    }
  }

  private static MappedData mapped(Path file, long offset, int size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new MappedData(file, offset, channel.map(FileChannel.MapMode.READ_ONLY, offset, size));
    }
  }

  @Test
  void aFileThatBecameShorterIsNotCopiedInSilence() throws IOException {
    Path file = folder.resolve("data");
    Files.write(file, new byte[1 << 19]);
    // The view stays as long as it was.
    MappedData data = new MappedData(file, 0, ByteBuffer.allocate(1 << 19));
    Files.write(file, new byte[1 << 10]);
    IOException e =
        assertThrows(
            IOException.class,
            () -> data.writeTo(Channels.newChannel(new ByteArrayOutputStream())));
    assertTrue(e.getMessage().contains("became shorter"), e::getMessage);
  }

  @Test
  void bytesAreAView() {
    ByteBuffer source = ByteBuffer.allocate(8).position(2).limit(6);
    TensorData data = TensorData.of(source);
    assertEquals(4, data.byteSize());
    assertEquals(4, data.bytes().remaining());
    data.bytes().position(3);
    assertEquals(4, data.bytes().remaining());
  }

  @Test
  void declaredSizesAreChangedAndSymbolsStay() {
    ValueInfo value = SmallGraph.value("v", "b", 3, 4);
    assertEquals(SmallGraph.value("v", "b", 5, 4), value.withDim(1, new Dim.Size(5)));
    assertSame(value, value.withDim(3, new Dim.Size(5)));
    assertEquals(SmallGraph.value("v", "b", 7, 8), value.withSizes(new long[] {6, 7, 8}));
    assertSame(value, value.withSizes(new long[] {6, 3, 4}));
    assertSame(value, value.withSizes(new long[] {6, 7}));
    assertSame(value, value.withRank(3));
    assertEquals(SmallGraph.value("v", "", ""), value.withRank(2));
    ValueInfo open = new ValueInfo("v", Optional.empty(), Optional.empty());
    assertSame(open, open.withSizes(new long[] {6}));
    assertSame(open, open.withDim(0, new Dim.Size(6)));
    assertEquals(Optional.of(List.of(new Dim.Symbol(""))), open.withRank(1).shape());
    assertEquals(
        SmallGraph.value("m", 2, 3), ValueInfo.of(SmallExport.tensor("m", new Random(1), 2, 3)));
  }
}
