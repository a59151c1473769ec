package dev.sotto.compressor.train.magnitude;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sotto.compressor.train.magnitude.MagnitudePruning.Unit;
import dev.sotto.models.SottoException;
import dev.sotto.models.plan.HeadMode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
  /** The loops that IMP is, written down. */
  @Test
  void stepsAreThoseOfTrainingsOneAfterAnother() {
    for (int rewind : new int[] {0, 2, 6}) {
      Rounds rounds = new Rounds(7, 3, rewind);
      List<int[]> naive = new ArrayList<>();
      for (int round = 0; round <= 3; round++) {
        for (int local = round == 0 ? 1 : rewind + 1; local <= 7; local++) {
          naive.add(new int[] {round, local});
        }
      }
      assertEquals(naive.size(), rounds.total());
      for (int step = 1; step <= naive.size(); step++) {
        int[] expected = naive.get(step - 1);
        assertEquals(expected[0], rounds.round(step), "round of " + step);
        assertEquals(expected[1], rounds.local(step), "step of " + step);
        assertEquals(expected[1] == 7 && expected[0] < 3, rounds.endsTraining(step), "end " + step);
        assertEquals(step == rewind, rounds.isEarly(step), "early " + step);
      }
    }
  }

  @Test
  void oneTrainingAloneHasNoEarlyWeights() {
    Rounds rounds = MagnitudePruning.none().rounds(5);
    assertEquals(5, rounds.total());
    for (int step = 0; step <= 5; step++) {
      assertEquals(0, rounds.round(step));
      assertEquals(false, rounds.isEarly(step) || rounds.endsTraining(step));
    }
  }

  @Test
  void everyRoundTakesTheSameShareOfTheSurvivors() {
    MagnitudePruning pruning = new MagnitudePruning(Unit.WEIGHTS, 0.6, 4, 0, HeadMode.FREE);
    double p = 1 - pruning.share(1);
    double survivors = 1;
    for (int round = 1; round <= 4; round++) {
      survivors *= p;
      assertEquals(1 - survivors, pruning.share(round), 1e-12);
    }
    assertEquals(0.6, pruning.share(4));
  }

  @Test
  void earlyWeightsMustBeEarlierThanTheLast() {
    MagnitudePruning pruning = new MagnitudePruning(Unit.GROUPS, 0.6, 4, 10, HeadMode.FREE);
    assertEquals(11 + 4, pruning.rounds(11).total());
    assertThrows(SottoException.class, () -> pruning.rounds(10));
  }
}
