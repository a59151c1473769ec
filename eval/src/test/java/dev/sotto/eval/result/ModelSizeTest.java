package dev.sotto.eval.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.Fixtures;
import dev.sotto.models.export.Exports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelSizeTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"a01-optimum-op18", "f06-external-data"})
  void ofAKnownLayoutAllIsKnown(String fixture) {
    ModelSize size = ModelSize.of(Exports.open(Fixtures.folder(fixture, folder)));
    // All 63,872 of the fixture, less 60 fixed positions of 32.
    assertEquals(61_952, size.parameters().orElseThrow());
    assertTrue(size.zeroed().isPresent() && size.flops().isPresent());
    assertEquals(0, size.unknown().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a09-optimum-O2",
        "c06-ort-optimizer-on-optimum",
        "e01-dynamo-op18",
        "e03-dynamo-op23-attention",
        "f02-int8-dynamic",
        "f03-int8-qdq",
        "f04-int4-matmulnbits",
        "f05-int4-qdq",
        "f08-onnxsim"
      })
  void ofOtherExportsTheBytesAreKnownAndTheRestHasAReason(String fixture) throws IOException {
    ModelSize size = ModelSize.of(Exports.open(Fixtures.folder(fixture, folder)));
    assertTrue(size.parameters().isEmpty() && size.zeroed().isEmpty());
    assertTrue(size.unknown().get(0).contains(".onnx"), size.unknown()::toString);
    try (Stream<Path> files = Files.list(folder)) {
      long bytes =
          files
              .filter(file -> file.getFileName().toString().contains(".onnx"))
              .mapToLong(ModelSizeTest::bytes)
              .sum();
      assertEquals(bytes, size.bytes().orElseThrow());
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
