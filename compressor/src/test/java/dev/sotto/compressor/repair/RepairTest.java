package dev.sotto.compressor.repair;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sotto.compressor.calibrate.Observed;
import dev.sotto.compressor.calibrate.Observed.Targets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RepairTest {
  private static final List<Integer> REMOVED = List.of(0, 2);
  private static final double DAMPING = 1e-3;
  private final RandomProjection random = RandomProjection.of(6, 2, 3, 50, 21);

  private double error(Repair repair) {
    Observed observed = new Observed(random.moments(), Optional.of(ownOutputs(random)));
    return random.objective(repair.repair(random.projection(), observed, REMOVED, DAMPING), 0);
  }

  /** What the projection itself gives on its inputs. */
  private static Targets ownOutputs(RandomProjection random) {
    return outputs(random, random.inputs());
  }

  /** What the projection gives on {@code dense}, where it reads its inputs. */
  private static Targets outputs(RandomProjection random, double[][] dense) {
    int outputs = random.projection().outputs();
    int n = random.projection().inputs();
    double[] mean = new double[outputs];
    double[] cross = new double[outputs * n];
    for (int row = 0; row < dense.length; row++) {
      for (int output = 0; output < outputs; output++) {
        double given = given(random.projection(), dense[row], output);
        mean[output] += given / dense.length;
        for (int j = 0; j < n; j++) {
          cross[output * n + j] += given * random.inputs()[row][j] / dense.length;
        }
      }
    }
    return new Targets(mean, cross);
  }

  private static double given(OutputProjection projection, double[] inputs, int output) {
    double sum = projection.rows()[inputs.length][output];
    for (int j = 0; j < inputs.length; j++) {
      sum += projection.rows()[j][output] * inputs[j];
    }
    return sum;
  }

  @Test
  void eachRepairLosesLessThanTheOneBefore() {
    double none = error(new PlainRemoval());
    double bias = error(new BiasCompensation());
    double squares = error(new LeastSquares());
    assertTrue(bias < none, bias + " < " + none);
    assertTrue(squares < bias, squares + " < " + bias);
  }

  @Test
  void theBiasMakesUpForTheMeanAndForNothingElse() {
    OutputProjection repaired =
        new BiasCompensation()
            .repair(
                random.projection(),
                new Observed(random.moments(), Optional.empty()),
                REMOVED,
                DAMPING);
    for (int output = 0; output < 3; output++) {
      double before = 0;
      double after = 0;
      for (double[] row : random.inputs()) {
        before += given(random.projection(), row, output);
        after += given(repaired, row, output);
      }
      assertEquals(before, after, 1e-9 * Math.abs(before));
    }
    assertArrayEquals(random.projection().rows()[3], repaired.rows()[3]);
  }

  @Test
  void withoutLossesBeforeItTheDenseModelAsksForTheSame() {
    Observed observed = new Observed(random.moments(), Optional.of(ownOutputs(random)));
    OutputProjection own =
        new LeastSquares().repair(random.projection(), observed, REMOVED, DAMPING);
    OutputProjection dense =
        new DenseLeastSquares("dense", 0).repair(random.projection(), observed, REMOVED, DAMPING);
    for (int j = 0; j < own.rows().length; j++) {
      assertArrayEquals(own.rows()[j], dense.rows()[j], 1e-8);
    }
  }

  @Test
  void withLossesBeforeItTheDenseModelsOutputsAreMetBetter() {
    double[][] dense = new double[random.inputs().length][];
    for (int row = 0; row < dense.length; row++) {
      dense[row] = random.inputs()[row].clone();
      for (int j = 0; j < dense[row].length; j++) {
        dense[row][j] += 0.5 * Math.sin(random.inputs()[row][(j + 1) % dense[row].length]);
      }
    }
    Observed observed = new Observed(random.moments(), Optional.of(outputs(random, dense)));
    double own = distance(new LeastSquares(), observed, dense);
    double better = distance(new DenseLeastSquares("dense", 0), observed, dense);
    assertTrue(better < own, better + " < " + own);
  }

  private double distance(Repair repair, Observed observed, double[][] dense) {
    OutputProjection repaired = repair.repair(random.projection(), observed, REMOVED, DAMPING);
    double sum = 0;
    for (int row = 0; row < dense.length; row++) {
      for (int output = 0; output < 3; output++) {
        sum +=
            Math.pow(
                given(random.projection(), dense[row], output)
                    - given(repaired, random.inputs()[row], output),
                2);
      }
    }
    return sum;
  }

  @Test
  void theRelativeErrorIsThatOfTheRows() {
    OutputProjection other = random.projection().without(REMOVED);
    double own = 0;
    for (double[] row : random.inputs()) {
      for (int output = 0; output < 3; output++) {
        double given =
            given(random.projection(), row, output)
                - random.projection().rows()[row.length][output];
        own += given * given / random.inputs().length;
      }
    }
    double expected = random.objective(other, 0) / own;
    assertEquals(
        expected, random.projection().relativeError(other, random.moments()), 1e-9 * expected);
    assertEquals(
        0, random.projection().relativeError(random.projection(), random.moments()), 1e-12);
  }

  @Test
  void everyRepairIsFoundByTheNameThatHelpShows() {
    assertEquals(
        Repairs.LABEL, Repairs.ALL.stream().map(Repair::name).collect(Collectors.joining("|")));
    Repairs.ALL.forEach(
        repair ->
            assertEquals(
                Optional.of(repair), Repairs.of(repair.name().toUpperCase(java.util.Locale.ROOT))));
    assertTrue(Repairs.of("magic").isEmpty());
  }
}
