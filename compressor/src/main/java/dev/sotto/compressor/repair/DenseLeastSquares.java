package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.Observed;
import dev.sotto.compressor.calibrate.Observed.Targets;
import dev.sotto.compressor.train.torch.Matrices;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the weights and the bias that stay so that the projection gives what the dense model's
 * gives there, whatever the blocks before it have lost: {@code argmin E|W' x' - t|^2 + lambda |W' -
 * W|^2}, in closed form {@code W' = (E[t x'^T] + lambda W_S) (G_SS + lambda I)^-1}.
 *
 * @param follow share of the difference between the two streams that it makes up for, too
 */
record DenseLeastSquares(String name, double follow) implements Repair {
  @Override
  public OutputProjection repair(
      OutputProjection dense, Observed observed, List<Integer> removed, double damping) {
    Targets targets = observed.targets().orElseThrow();
    int order = dense.rows().length;
    int outputs = dense.outputs();
    double[] damped = BrainSurgeon.damped(observed.inputs(), damping);
    double ridge = damped[0] - observed.inputs().square(0);
    int[] kept = kept(dense, removed);
    double[] gram = new double[kept.length * kept.length];
    double[] wanted = new double[outputs * kept.length];
    for (int i = 0; i < kept.length; i++) {
      for (int k = 0; k < kept.length; k++) {
        gram[i * kept.length + k] = damped[kept[i] * order + kept[k]];
      }
      boolean ones = kept[i] == order - 1;
      for (int output = 0; output < outputs; output++) {
        wanted[output * kept.length + i] =
            ones
                ? targets.mean()[output]
                : targets.cross()[output * (order - 1) + kept[i]]
                    + ridge * dense.rows()[kept[i]][output];
      }
    }
    double[] solved =
        Matrices.product(
            wanted, Matrices.inverse(gram, kept.length), outputs, kept.length, kept.length);
    OutputProjection repaired = dense.without(removed);
    for (int i = 0; i < kept.length; i++) {
      for (int output = 0; output < outputs; output++) {
        repaired.rows()[kept[i]][output] = solved[output * kept.length + i];
      }
    }
    return repaired;
  }

  /** Inputs that stay, with that of ones. */
  private static int[] kept(OutputProjection dense, List<Integer> removed) {
    BitSet gone = dense.inputs(removed);
    return IntStream.range(0, dense.rows().length).filter(input -> !gone.get(input)).toArray();
  }
}
