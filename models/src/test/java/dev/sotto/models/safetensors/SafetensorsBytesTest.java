package dev.sotto.models.safetensors;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.models.SmallExport;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.MappedData;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The format as its own description has it, with bytes laid out and taken apart here. */
class SafetensorsBytesTest {
  /** The names of the format's description, with the bytes of an element. */
  private static final Map<String, Integer> TYPES =
      Map.ofEntries(
          Map.entry("F64", 8),
          Map.entry("F32", 4),
          Map.entry("F16", 2),
          Map.entry("BF16", 2),
          Map.entry("I64", 8),
          Map.entry("I32", 4),
          Map.entry("I16", 2),
          Map.entry("I8", 1),
          Map.entry("U64", 8),
          Map.entry("U32", 4),
          Map.entry("U16", 2),
          Map.entry("U8", 1),
          Map.entry("BOOL", 1),
          Map.entry("F8_E4M3", 1),
          Map.entry("F8_E5M2", 1));

  @TempDir Path folder;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void tensorsOfEveryTypeAreReadWhereTheyLie(long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder header = new StringBuilder("{");
    ByteBuffer data = ByteBuffer.allocate(1 << 16);
    Map<String, byte[]> expected = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> type : TYPES.entrySet()) {
      int rows = random.nextInt(4);
      byte[] content = new byte[rows * 3 * type.getValue()];
      random.nextBytes(content);
      int from = data.position();
      data.put(content);
      header
          .append(header.length() > 1 ? "," : "")
          .append(
              "\"t_%s\": {\"dtype\": \"%s\", \"shape\": [%d, 3], \"data_offsets\": [%d, %d]}"
                  .formatted(type.getKey(), type.getKey(), rows, from, data.position()));
      expected.put("t_" + type.getKey(), content);
    }
    Path file = lay(header + "}  ", Arrays.copyOf(data.array(), data.position()));
    SafetensorsFile read = SafetensorsFile.read(file);
    assertEquals(List.copyOf(expected.keySet()), List.copyOf(read.tensors().keySet()));
    expected.forEach(
        (name, content) ->
            assertEquals(ByteBuffer.wrap(content), read.tensor(name).orElseThrow().bytes(), name));
    assertEquals(file, read.file());
    assertEquals(List.of(file), read.parts());
    // What is written again has the same tensors, in whatever order.
    Path again = folder.resolve("again");
    SafetensorsWriter.write(again, read.tensors(), Map.of());
    assertEquals(read.tensors(), SafetensorsFile.read(again).tensors());
  }

  private Path lay(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text).put(data);
    return Files.write(folder.resolve("laid.safetensors"), bytes.array());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {4, 5, 6})
  void whatIsWrittenIsWhatTheFormatSays(long seed) throws IOException {
    Random random = new Random(seed);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int number = 0; number < 12; number++) {
      ElementType type = any(random);
      long[] shape = {random.nextInt(5), 1 + random.nextInt(3)};
      byte[] content = new byte[(int) type.byteSize(shape[0] * shape[1])];
      random.nextBytes(content);
      String name = "tensor \u00e9\"" + number;
      tensors.put(name, new Tensor(name, type, shape, TensorData.of(ByteBuffer.wrap(content))));
    }
    Path file = folder.resolve("written");
    SafetensorsWriter.write(file, tensors, Map.of("who", "sotto", "b", "\n"));
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    byte[] text = new byte[Math.toIntExact(bytes.getLong())];
    bytes.get(text);
    ByteBuffer data = bytes.slice();
    JsonNode header = new ObjectMapper().readTree(text);
    assertEquals(13, header.size());
    assertEquals("{\"b\":\"\\n\",\"who\":\"sotto\"}", header.get("__metadata__").toString());
    assertEquals(0, (8 + text.length) % 8);
    int covered = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      JsonNode place = header.get(entry.getKey());
      Tensor tensor = entry.getValue();
      int from = place.get("data_offsets").get(0).intValue();
      int to = place.get("data_offsets").get(1).intValue();
      assertEquals(tensor.bytes(), data.slice(from, to - from), entry.getKey());
      assertArrayEquals(
          tensor.shape(),
          StreamSupport.stream(place.get("shape").spliterator(), false)
              .mapToLong(JsonNode::longValue)
              .toArray());
      int width = TYPES.get(place.get("dtype").asText());
      assertEquals(tensor.type().byteSize(1), width);
      assertEquals(0, from % width, "aligned");
      covered += to - from;
    }
    assertEquals(data.remaining(), covered);
  }

  private static ElementType any(Random random) {
    ElementType[] known = {
      ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16, ElementType.DOUBLE,
      ElementType.INT64, ElementType.UINT8, ElementType.BOOL, ElementType.FLOAT8E5M2
    };
    return known[random.nextInt(known.length)];
  }

  @Test
  void typesWithoutANameAreNotWritten() {
    Tensor nibbles =
        new Tensor("n", ElementType.INT4, new long[] {2}, TensorData.of(ByteBuffer.allocate(1)));
    Path file = folder.resolve("out");
    SottoException e =
        assertThrows(
            SottoException.class,
            () -> SafetensorsWriter.write(file, Map.of("key", nibbles), Map.of()));
    assertEquals(
        file + ": safetensors has no name for the element type of tensor 'key', INT4",
        e.getMessage());
    assertTrue(Files.notExists(file));
  }

  @Test
  void anyFileCutOffIsRefused() throws IOException {
    Path file = folder.resolve("whole");
    SafetensorsWriter.write(
        file, Map.of("w", SmallExport.tensor("w", new Random(1), 5, 3)), Map.of("a", "b"));
    byte[] bytes = Files.readAllBytes(file);
    Path cut = folder.resolve("cut");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(cut, Arrays.copyOf(bytes, length));
      SottoException e = assertThrows(SottoException.class, () -> SafetensorsFile.read(cut));
      assertTrue(e.getMessage().startsWith(cut + ": "), e::getMessage);
    }
    Files.write(cut, Arrays.copyOf(bytes, bytes.length + 1));
    assertThrows(SottoException.class, () -> SafetensorsFile.read(cut));
  }

  @Test
  void damagedHeadersAreReadOrRefused() throws IOException {
    Random random = new Random(2);
    Path file = folder.resolve("whole");
    SafetensorsWriter.write(
        file,
        Map.of("w", SmallExport.tensor("w", random, 5, 3), "i", Tensor.ofLongs("i", 1, 2)),
        Map.of());
    byte[] bytes = Files.readAllBytes(file);
    int header = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(8 + header)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try {
        SafetensorsFile.read(file);
      } catch (SottoException e) {
        assertEquals(1, e.getMessage().lines().count());
        refused++;
      }
    }
    assertTrue(refused > 150, "refused " + refused);
  }

  @Test
  void aFolderHoldsOneFileOrTheIndexOfSeveral() throws IOException {
    assertMissing("lacks model.safetensors and model.safetensors.index.json");
    Tensor a = SmallExport.tensor("a", new Random(1), 2, 2);
    Tensor b = SmallExport.tensor("b", new Random(2), 3);
    SafetensorsWriter.write(folder.resolve("one"), Map.of("a", a), Map.of("from", "one"));
    index("{\"weight_map\": {\"b\": \"two\", \"a\": \"one\"}}");
    assertMissing("its part two is missing");
    SafetensorsWriter.write(folder.resolve("two"), Map.of("b", b), Map.of("from", "two"));
    SafetensorsFile file = SafetensorsFile.open(folder);
    assertEquals(Map.of("a", a, "b", b), file.tensors());
    assertEquals(Map.of("from", "one"), file.metadata());
    assertEquals(List.of(folder.resolve("one"), folder.resolve("two")), file.parts());
    assertEquals(folder.resolve(SafetensorsFile.INDEX_NAME), file.file());
    assertArrayEquals(
        floats(b), SafetensorsFileTest.floats(SafetensorsFile.read(folder.resolve("two")), "b"));
    for (String other : List.of("{}", "{\"weight_map\": {}}", "{\"weight_map\": []}")) {
      index(other);
      assertMissing("expected an object \"weight_map\" with tensors");
    }
    for (String place : List.of("../one", "/etc/passwd", ".hidden", "a/b", "")) {
      index("{\"weight_map\": {\"a\": \"" + place + "\"}}");
      assertMissing("names a part that is no plain file name: '" + place + "'");
    }
    index("{\"weight_map\": {\"c\": \"one\"}}");
    assertMissing("lacks tensor 'c', which the index names");
    // A whole file goes before an index.
    SafetensorsWriter.write(folder.resolve(SafetensorsFile.FILE_NAME), Map.of("b", b), Map.of());
    assertEquals(Map.of("b", b), SafetensorsFile.open(folder).tensors());
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.elements()];
    tensor.bytes().asFloatBuffer().get(values);
    return values;
  }

  private void index(String text) throws IOException {
    Files.writeString(folder.resolve(SafetensorsFile.INDEX_NAME), text);
  }

  private void assertMissing(String reason) {
    SottoException e =
        assertThrows(SottoException.class, () -> SafetensorsFile.open(folder), reason);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }

  /** Every half, against the definition of the format in numbers. */
  @Test
  void everyHalfIsWidenedToItsNumber() throws IOException {
    ByteBuffer all = ByteBuffer.allocate(2 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int bits = 0; bits < 1 << 16; bits++) {
      all.putShort((short) bits);
    }
    Path file =
        lay(
            "{\"h\": {\"dtype\": \"F16\", \"shape\": [65536], \"data_offsets\": [0, 131072]}}",
            all.array());
    float[] widened = SafetensorsFileTest.floats(SafetensorsFile.read(file), "h");
    for (int bits = 0; bits < 1 << 16; bits++) {
      double sign = bits >> 15 == 0 ? 1 : -1;
      int exponent = bits >> 10 & 31;
      double fraction = (bits & 1023) / 1024.0;
      double expected =
          exponent == 0
              ? sign * fraction * Math.pow(2, -14)
              : sign * (1 + fraction) * Math.pow(2, exponent - 15);
      if (exponent == 31) {
        expected = fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
      }
      assertEquals(expected, widened[bits], Integer.toHexString(bits));
    }
  }

  @Test
  void tensorsTellWhereTheyLie() throws IOException {
    Path file =
        lay("{\"b\": {\"dtype\": \"U8\", \"shape\": [2], \"data_offsets\": [0, 2]}}", new byte[2]);
    MappedData data = (MappedData) SafetensorsFile.read(file).tensors().get("b").data();
    assertEquals(Files.size(file) - 2, data.place().offset());
  }
}
