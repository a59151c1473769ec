package dev.sotto.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.sotto.models.SharedFiles;
import dev.sotto.models.SottoException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged, lie, or mean harm: one clear line, little time, little memory. */
class HostileFilesTest {
  /** Far more than any of these files needs, far less than what they claim to hold. */
  private static final long HEAP_LIMIT_BYTES = 32L << 20;

  private static final String FIXTURE = "fixtures/a01-optimum-op18/decoder_model_merged.onnx";
  private static final int STRUCTURE_BYTES = 100_000;

  @TempDir Path folder;

  @ParameterizedTest
  @Timeout(20)
  @CsvSource({
    "01-zero-byte.onnx, empty",
    "02-truncated.onnx, cut off",
    "03-git-lfs-pointer.onnx, git-lfs",
    "04-html.onnx, HTML",
    "05-random.onnx, damaged",
    "06-lying-length.onnx, damaged",
    "20-ext-missing/model.onnx, missing",
    "21-ext-short/model.onnx, which has",
    "22-ext-escape/model.onnx, outside",
    "23-ext-absolute/model.onnx, outside",
    "24-ext-offset-beyond/model.onnx, at offset 1000000000000000",
    "25-ext-offset-text/model.onnx, no number: 'abc'",
    "26-ext-length-negative/model.onnx, negative: -1",
    "27-ext-length-mismatch/model.onnx, length says 100",
    "30-huge-dims.onnx, too large",
    "31-overflowing-dims.onnx, too large",
    "32-negative-dim.onnx, negative size",
    "33-dims-data-mismatch.onnx, expected 4096 bytes",
    "34-deep-nesting.onnx, levels of nesting",
    "35-cycle.onnx, cycle",
    "36-duplicate-output.onnx, written already",
    "37-undefined-input.onnx, nowhere",
    "38-opset-99.onnx, found 99",
    "39-ir-99.onnx, found 99",
    "40-sparse-initializer.onnx, sparse"
  })
  void rejectsWithOneLineThatNamesFileAndReason(String name, String reason) {
    Path file = SharedFiles.shared("fixtures/h-negative/" + name);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    SottoException e = assertThrows(SottoException.class, () -> OnnxModel.read(file));
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertEquals(SottoException.Code.BAD_INPUT, e.code());
    assertTrue(e.getMessage().contains(file.getFileName().toString()), e::getMessage);
    assertTrue(e.getMessage().contains(reason), e::getMessage);
    assertEquals(1, e.getMessage().lines().count(), e::getMessage);
    assertTrue(allocated < HEAP_LIMIT_BYTES, "allocated " + allocated);
  }

  /** Sound ONNX whose fault only a layout, or a run, can tell. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "08-mlp.onnx",
        "09-bert-like.onnx",
        "10-corrupt-shape-constant.onnx",
        "11-layer-with-2x16-heads.onnx",
        "12-unknown-op-in-attention.onnx",
        "13-nan-weights.onnx",
        "41-model-local-function.onnx",
        "50-fp16-converter-broken-decoder.onnx",
        "51-onnxslim-broken-merged.onnx"
      })
  void readsWhatIsSoundOnnx(String name) {
    OnnxModel model = OnnxModel.read(SharedFiles.shared("fixtures/h-negative/" + name));
    assertFalse(model.graph().nodes().isEmpty());
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {20240607})
  void readsOrRejectsEveryPrefixOfAModel(long seed) throws IOException {
    byte[] whole = Files.readAllBytes(SharedFiles.shared(FIXTURE));
    Random random = new Random(seed);
    for (int cut = 0; cut < 200; cut++) {
      int length = cut < 40 ? cut : random.nextInt(whole.length);
      readsOrRejects(Arrays.copyOf(whole, length), "cut at " + length);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {7, 99})
  void readsOrRejectsAModelWithFlippedBytes(long seed) throws IOException {
    byte[] whole = Files.readAllBytes(SharedFiles.shared(FIXTURE));
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = whole.clone();
      // Structure lies at both ends, weights in between: half of the flips go to the structure.
      int span = round % 2 == 0 ? whole.length : STRUCTURE_BYTES;
      for (int flip = 0; flip <= round % 3; flip++) {
        damaged[random.nextInt(span)] ^= (byte) (1 + random.nextInt(255));
      }
      readsOrRejects(damaged, "seed " + seed + " round " + round);
    }
  }

  private void readsOrRejects(byte[] bytes, String what) throws IOException {
    Path file = Files.write(folder.resolve("model.onnx"), bytes);
    try {
      OnnxModel.read(file);
    } catch (SottoException e) {
      assertEquals(SottoException.Code.BAD_INPUT, e.code(), what);
      assertEquals(1, e.getMessage().lines().count(), what + ": " + e.getMessage());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(what, e);
    }
  }
}
