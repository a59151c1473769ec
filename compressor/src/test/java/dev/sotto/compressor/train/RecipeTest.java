package dev.sotto.compressor.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.compressor.train.data.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeTest {
  private static final long TINY = 37_184_256;

  /** The rows of the table in docs/training.md. */
  @ParameterizedTest
  @CsvSource({"46, 200", "100, 200", "101, 300", "2700, 300", "10000, 300", "10001, 1000"})
  void stepsGrowWithTheClips(int clips, int steps) {
    assertEquals(steps, Recipe.of(new Amount(clips, 5), TINY, 3000).steps());
  }

  @ParameterizedTest
  @CsvSource({
    "1082240, 5e-4, 16",
    "37184256, 3.75e-5, 16",
    "72593920, 2.5e-5, 8",
    "241734912, 1.25e-5, 4",
    "763857920, 6.25e-6, 2",
    "1543490560, 4.375e-6, 2"
  })
  void largeModelsLearnSlowlyAndInSmallPasses(long parameters, double rate, int batch) {
    Recipe recipe = Recipe.of(new Amount(500, 8), parameters, 3000);
    assertEquals(rate, recipe.learningRate());
    assertEquals(batch, recipe.batch());
    assertEquals(16, recipe.batch() * recipe.accumulation());
  }

  @ParameterizedTest
  @CsvSource({"2, 16, 0.1", "12, 16, 0.1", "15, 8, 0.1", "23, 4, 0.1", "24, 4, 0", "40, 4, 0"})
  void longClipsMakeSmallPassesAndNeedNoMoreSilence(double seconds, int batch, double whole) {
    Recipe recipe = Recipe.of(new Amount(500, seconds), TINY, 3000);
    assertEquals(batch, recipe.batch());
    assertEquals(whole, recipe.wholeWindows());
  }

  @Test
  void aPassHasAClipAtLeast() {
    Recipe recipe = Recipe.of(new Amount(500, 30), 1_543_490_560, 3000);
    assertEquals(1, recipe.batch());
    assertEquals(16, recipe.accumulation());
  }

  @Test
  void clipsAreNoLongerThanTheWindowOfASmallModel() {
    Recipe recipe = Recipe.of(new Amount(30, 1), 1000, 60);
    assertEquals(60, recipe.frames());
    assertEquals(0, recipe.wholeWindows());
    assertEquals(160, Recipe.of(new Amount(30, 1), TINY, 3000).frames());
  }

  @Test
  void shortRunsWarmUpAndLookToo() {
    assertEquals(100, Recipe.warmup(4000));
    assertEquals(20, Recipe.warmup(200));
    assertEquals(10, Recipe.validateEvery(200));
    assertEquals(6, Recipe.validateEvery(42));
    assertEquals(3, Recipe.validateEvery(3));
  }
}
