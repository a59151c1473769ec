package dev.sotto.compressor.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.models.SottoException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MarginsTest {
  @Test
  void clipsGetSilenceBetweenTheLeastAndTheMost() {
    ClipLengths lengths = new ClipLengths(20, 3000, 0, new Margins(0.5, 2, false));
    SplittableRandom random = new SplittableRandom(4);
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (int number = 0; number < 1000; number++) {
      int frames = lengths.of(101, number, random.nextDouble());
      assertEquals(0, frames % 2);
      shortest = Math.min(shortest, frames);
      longest = Math.max(longest, frames);
    }
    assertTrue(shortest >= 151 && shortest <= 154, "" + shortest);
    assertTrue(longest >= 298 && longest <= 302, "" + longest);
    assertEquals(3000, lengths.of(2990, 0, 0.5));
  }

  @Test
  void withoutMarginsClipsEndWhereTheirSoundDoes() {
    assertEquals(102, new ClipLengths(20, 3000, 0).of(101, 0, 0.9));
    assertEquals(20, new ClipLengths(20, 3000, 0).of(3, 0, 0.9));
    assertEquals(3000, new ClipLengths(20, 3000, 1).of(3, 0, 0.9));
  }

  @Test
  void clipsThatAreFilledUpHaveASecondOfSilenceBeforeItsStates() {
    ClipLengths lengths = new ClipLengths(20, 3000, 0, Margins.FILLED);
    assertEquals(202, lengths.of(101, 0, 0.1));
    assertEquals(202, lengths.of(101, 7, 0.9));
    assertEquals(3000, lengths.of(2950, 0, 0.5));
    assertFalse(Margins.FILLED.drawn());
    assertEquals(Margins.FILLED, Margins.FILLED.fixed());
  }

  @Test
  void marginsThatMakeNoSenseAreRefused() {
    assertThrows(SottoException.class, () -> new Margins(-1, 2, false));
    assertThrows(SottoException.class, () -> new Margins(2, 1, false));
    assertThrows(SottoException.class, () -> new Margins(0, 31, true));
  }
}
