package dev.sotto.models.safetensors;

import static dev.sotto.models.SharedFiles.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.FloatData;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  private static final String ONE =
      "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

  @TempDir Path folder;

  @Test
  void writesAgainWhatItRead() {
    SafetensorsFile original = SafetensorsFile.open(shared("fixtures/hf-safetensors"));
    Path copy = folder.resolve("copy.safetensors");
    SafetensorsWriter.write(copy, original.tensors(), original.metadata());
    SafetensorsFile read = SafetensorsFile.read(copy);
    assertEquals(original.tensors(), read.tensors());
    assertEquals(Map.of("format", "pt"), read.metadata());
    assertArrayEquals(
        new long[] {32, 80, 3}, read.tensor("model.encoder.conv1.weight").orElseThrow().shape());
  }

  @Test
  void theSameTensorsGiveTheSameAlignedBytes() throws IOException {
    Tensor odd =
        new Tensor("odd", ElementType.UINT8, new long[] {3}, TensorData.of(ByteBuffer.allocate(3)));
    Tensor wide = Tensor.ofLongs("wide", 1, 2);
    Map<String, Tensor> backwards = new LinkedHashMap<>();
    backwards.put("wide", wide);
    backwards.put("odd", odd);
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    SafetensorsWriter.write(one, Map.of("odd", odd, "wide", wide), Map.of("b", "2", "a", "1"));
    SafetensorsWriter.write(two, backwards, new LinkedHashMap<>(Map.of("a", "1", "b", "2")));
    assertEquals(-1, Files.mismatch(one, two));
    long header = ByteBuffer.wrap(Files.readAllBytes(one)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    assertEquals(0, header % 8);
    SafetensorsFile read = SafetensorsFile.read(one);
    assertEquals(List.of("wide", "odd"), List.copyOf(read.tensors().keySet()));
    assertArrayEquals(new long[] {1, 2}, read.tensors().get("wide").longs());
    SafetensorsWriter.write(one, Map.of("wide", wide), Map.of());
    assertEquals(1, SafetensorsFile.read(one).tensors().size());
  }

  @Test
  void widensHalvesAndRefusesOtherTypesAsFloats() throws IOException {
    Path file =
        write(
            "{\"h\":{\"dtype\":\"F16\",\"shape\":[6],\"data_offsets\":[0,12]},"
                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[12,16]},"
                + "\"i\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[16,24]}}",
            0x3c00,
            0xc000,
            0x0001,
            0x8000,
            0x7c00,
            0x3555,
            0x3f80,
            0xc040,
            0,
            0,
            0,
            0);
    SafetensorsFile read = SafetensorsFile.read(file);
    assertArrayEquals(
        new float[] {1, -2, 0x1p-24f, -0f, Float.POSITIVE_INFINITY, 0.33325195f},
        floats(read, "h"));
    assertArrayEquals(new float[] {1, -3}, floats(read, "b"));
    assertThrows(SottoException.class, () -> floats(read, "i"));
    assertTrue(read.tensor("absent").isEmpty());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1, 2]                                                              | no JSON object",
        "{\"a\":                                                              | not valid JSON",
        "{ONE,\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}  | overlaps",
        "{ONE,ONE}                                                           | a",
        "{ONE,\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}} | cut off",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}      | gap",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}      | 8 follow",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}      | expected 12 bytes",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}     | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}    | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":{\"n\":2},\"data_offsets\":[0,8]}}  | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[null],\"data_offsets\":[0,8]}}   | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e99],\"data_offsets\":[0,8]}}   | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}        | whole numbers",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}      | data_offsets",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]}}        | data_offsets",
        "{\"a\":{\"dtype\":\"F7\",\"shape\":[2],\"data_offsets\":[0,8]}}       | F7",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]}} | too"
            + " large",
        "{\"a\":7}                                                           | element type",
      })
  void hostileHeadersAreRefusedInOneLine(String header, String reason) throws IOException {
    Path file = write(header.strip().replace("ONE", ONE), 0, 0, 0, 0);
    refused(file, reason);
  }

  @Test
  void filesThatAreNoneAreRefused() throws IOException {
    refused(folder.resolve("absent"), "no such file");
    refused(folder, "folder");
    refused(Files.write(folder.resolve("empty"), new byte[0]), "8 bytes");
    for (long length : new long[] {-1, 0, 1L << 40, 9, Long.MIN_VALUE}) {
      byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      refused(Files.write(folder.resolve("length"), bytes), "its header claims");
    }
    Path whole = shared("fixtures/hf-safetensors/model.safetensors");
    byte[] bytes = Files.readAllBytes(whole);
    byte[] cut = Arrays.copyOf(bytes, bytes.length - 1);
    refused(Files.write(folder.resolve("cut"), cut), "cut off");
  }

  @Test
  void shardedFoldersAreReadAndTheirPartsMustBeThere() throws IOException {
    Map<String, Tensor> tensors = SafetensorsFile.open(shared("fixtures/hf-safetensors")).tensors();
    Map<String, Tensor> first = new LinkedHashMap<>();
    Map<String, Tensor> second = new LinkedHashMap<>();
    StringBuilder places = new StringBuilder("{\"weight_map\":{");
    tensors.forEach(
        (name, tensor) -> {
          boolean encoder = name.startsWith("model.encoder");
          (encoder ? first : second).put(name, tensor);
          places.append(places.length() == 15 ? "" : ",");
          places.append("\"" + name + "\":\"" + (encoder ? "one" : "two") + ".safetensors\"");
        });
    Path index = folder.resolve("model.safetensors.index.json");
    Files.writeString(index, places + "}}");
    SafetensorsWriter.write(folder.resolve("one.safetensors"), first, Map.of("format", "pt"));
    assertMissing("two.safetensors");
    SafetensorsWriter.write(folder.resolve("two.safetensors"), second, Map.of());
    assertEquals(tensors, SafetensorsFile.open(folder).tensors());
    SafetensorsWriter.write(folder.resolve("two.safetensors"), Map.of(), Map.of());
    assertMissing("lacks tensor");
    Files.writeString(index, "{\"weight_map\":{\"a\":\"../one.safetensors\"}}");
    assertMissing("plain file name");
    Files.delete(index);
    assertMissing("lacks model.safetensors");
  }

  private void assertMissing(String reason) {
    SottoException e =
        assertThrows(SottoException.class, () -> SafetensorsFile.open(folder), reason);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
  }

  private static void refused(Path file, String reason) {
    SottoException e = assertThrows(SottoException.class, () -> SafetensorsFile.read(file), reason);
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(reason), e::getMessage);
    assertFalse(e.getMessage().contains("\n"));
  }

  private Path write(String header, int... shorts) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + 2 * shorts.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    for (int bits : shorts) {
      bytes.putShort((short) bits);
    }
    return Files.write(folder.resolve("file.safetensors"), bytes.array());
  }

  /** The elements of a tensor; float16 and bfloat16 are widened. */
  static float[] floats(SafetensorsFile file, String name) {
    Tensor tensor = file.tensor(name).orElseThrow();
    float[] elements = new float[(int) tensor.elements()];
    FloatData.widen(tensor).bytes().asFloatBuffer().get(elements);
    return elements;
  }
}
