package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import dev.sotto.models.graph.ElementType;
import dev.sotto.models.graph.Graph;
import dev.sotto.models.graph.Tensor;
import dev.sotto.models.graph.TensorData;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWriterTest {
  private static final String INLINE = "fixtures/a01-optimum-op18/encoder_model.onnx";
  private static final String EXTERNAL = "fixtures/f06-external-data/encoder_model.onnx";

  @TempDir Path folder;

  @Test
  void leavesAnExistingFileUntouched() throws IOException {
    Path target = Files.writeString(folder.resolve("model.onnx"), "mine");
    SottoException e = fails(OnnxModel.read(SharedFiles.shared(INLINE)), target);
    assertTrue(
        e.getMessage().contains("model.onnx: cannot be written: it exists already"), e::getMessage);
    assertEquals("mine", Files.readString(target));
  }

  @Test
  void leavesAnExistingDataFileUntouchedAndNamesIt() throws IOException {
    Path data = Files.writeString(folder.resolve("encoder_model.onnx_data"), "mine");
    SottoException e =
        fails(OnnxModel.read(SharedFiles.shared(EXTERNAL)), folder.resolve("model.onnx"));
    assertTrue(
        e.getMessage().contains("onnx_data: cannot be written: it exists already"), e::getMessage);
    assertEquals("mine", Files.readString(data));
    assertEquals(List.of(data), files());
  }

  @Test
  void rejectsAFolderThatDoesNotExist() throws IOException {
    for (String fixture : List.of(INLINE, EXTERNAL)) {
      Path target = folder.resolve("absent").resolve("model.onnx");
      SottoException e = fails(OnnxModel.read(SharedFiles.shared(fixture)), target);
      assertTrue(e.getMessage().contains("no such folder"), e::getMessage);
    }
    assertEquals(List.of(), files());
  }

  @Test
  void leavesNoPartialFileWhenTheDiskIsFull() throws IOException {
    for (String fixture : List.of(INLINE, EXTERNAL)) {
      OnnxModel model = OnnxModel.read(SharedFiles.shared(fixture));
      replaceLast(
          model.graph(), new UncheckedIOException(new IOException("No space left on device")));
      SottoException e = fails(model, folder.resolve("model.onnx"));
      assertTrue(e.getMessage().contains("No space left"), e::getMessage);
      assertEquals(List.of(), files());
    }
  }

  @Test
  void leavesNoPartialFileWhenMemoryRunsOut() throws IOException {
    OnnxModel model = OnnxModel.read(SharedFiles.shared(EXTERNAL));
    replaceLast(model.graph(), new OutOfMemoryError("as if"));
    assertThrows(OutOfMemoryError.class, () -> model.write(folder.resolve("model.onnx")));
    assertEquals(List.of(), files());
  }

  @Test
  void shrinksModelAndDataTogether() throws IOException {
    Path source = SharedFiles.shared(EXTERNAL);
    OnnxModel model = OnnxModel.read(source);
    Tensor large =
        model.graph().initializers().stream()
            .max(java.util.Comparator.comparingLong(Tensor::elements))
            .orElseThrow();
    model.graph().putInitializer(large.withData(new long[] {2}, TensorData.ofFloats(1, 2)));
    model.write(folder.resolve("encoder_model.onnx"));

    long saved = large.data().byteSize() - 2 * Float.BYTES;
    assertEquals(
        Files.size(source.resolveSibling("encoder_model.onnx_data")) - saved,
        Files.size(folder.resolve("encoder_model.onnx_data")));
    OnnxModel written = OnnxModel.read(folder.resolve("encoder_model.onnx"));
    assertEquals(
        List.copyOf(model.graph().initializers()), List.copyOf(written.graph().initializers()));
    Tensor small = written.graph().initializer(large.name()).orElseThrow();
    assertArrayEquals(new long[] {2}, small.shape());
    assertFalse(Files.size(folder.resolve("encoder_model.onnx")) > Files.size(source));
  }

  /** Replaces the last initializer by one whose elements cannot be had. */
  private static void replaceLast(Graph graph, Throwable failure) {
    List<Tensor> tensors = List.copyOf(graph.initializers());
    Tensor last = tensors.get(tensors.size() - 1);
    assertEquals(ElementType.FLOAT, last.type());
    graph.putInitializer(
        last.withData(
            new long[] {1},
            new TensorData() {
              @Override
              public long byteSize() {
                return Float.BYTES;
              }

              @Override
              public ByteBuffer bytes() {
                if (failure instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) failure;
              }
            }));
  }

  private static SottoException fails(OnnxModel model, Path target) {
    SottoException e = assertThrows(SottoException.class, () -> model.write(target));
    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertEquals(1, e.getMessage().lines().count());
    return e;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(Files::isRegularFile).toList();
    }
  }
}
