package dev.sotto.runtime.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.models.Fixtures;
import dev.sotto.models.graph.ElementType;
import dev.sotto.runtime.session.ReusedBytes;
import dev.sotto.runtime.session.SessionSettings;
import dev.sotto.runtime.session.Value;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a batch that are dropped, repeated and put in another order on the way. */
class SelectedRowsTest {
  private static final float TOLERANCE = 1e-4f;

  @ParameterizedTest
  @CsvSource({
    "a01-optimum-op18, true",
    "a01-optimum-op18, false",
    "b01-optimum1.13-bmm, true",
    "b02-optimum1.21-cache-position, true",
    "a11-pruned-free, true"
  })
  void eachRowGoesOnWithWhatItHasHeardAndWritten(
      String fixture, boolean merged, @TempDir Path folder) {
    Fixtures.folder(fixture, merged, folder);
    try (WhisperRunner runner =
            WhisperRunner.open(folder, SessionSettings.defaults().withIntraThreads(1));
        EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(0), Fixtures.logMel(1)))) {
      float[][] rows = new float[3][];
      try (DecoderRun run = runner.decode(audio)) {
        run.prompt(new long[] {151, 3, 151, 9});
        run.select(1, 0, 1, 1);
        run.step(new long[] {5, 6, 7, 8});
        run.select(0, 1, 2, 3);
        run.step(new long[] {10, 11, 12, 13});
        run.select(3, 1, 2, 0);
        run.select(0, 2, 1);
        Logits logits = run.step(new long[] {20, 21, 22});
        for (int row = 0; row < 3; row++) {
          rows[row] = logits.row(row, 0);
        }
      }
      assertArrayEquals(scored(runner, 1, 151, 9, 8, 13, 20), rows[0], TOLERANCE);
      assertArrayEquals(scored(runner, 1, 151, 9, 7, 12, 21), rows[1], TOLERANCE);
      assertArrayEquals(scored(runner, 0, 151, 3, 6, 11, 22), rows[2], TOLERANCE);
    }
  }

  private static float[] scored(WhisperRunner runner, int item, long... tokens) {
    try (EncodedAudio audio = runner.encode(List.of(Fixtures.logMel(item)));
        DecoderRun run = runner.decode(audio)) {
      return run.score(tokens).row(0, tokens.length - 1);
    }
  }

  @Test
  void rowsOfAValueAreCopiedWhateverItsElementsAre() {
    ReusedBytes memory = new ReusedBytes();
    int[] chosen = {2, 0, 2};
    float[] floats = {1, 2, 3, 4, 5, 6};
    try (Value all = Value.floats(FloatBuffer.wrap(floats), 3, 2);
        Value some = all.rows(chosen, memory)) {
      assertArrayEquals(new float[] {5, 6, 1, 2, 5, 6}, some.toFloats());
      try (Value again = some.rows(new int[] {1}, memory)) {
        assertArrayEquals(new float[] {1, 2}, again.toFloats());
        assertArrayEquals(new long[] {1, 2}, again.shape());
      }
    }
    try (Value all = Value.longs(LongBuffer.wrap(new long[] {7, 8, 9}), 3);
        Value some = all.rows(chosen, new ReusedBytes())) {
      assertArrayEquals(new long[] {9, 7, 9}, some.toLongs());
    }
    try (Value halves = Value.zeros(ElementType.FLOAT16, 3, 5);
        Value some = halves.rows(chosen, new ReusedBytes())) {
      assertEquals(15, some.toFloats().length);
    }
  }
}
