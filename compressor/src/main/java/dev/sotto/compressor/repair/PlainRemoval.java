package dev.sotto.compressor.repair;

import dev.sotto.compressor.calibrate.Observed;
import java.util.List;

/** No repair: what is left stays as it was. */
record PlainRemoval() implements Repair {
  @Override
  public OutputProjection repair(
      OutputProjection dense, Observed observed, List<Integer> removed, double damping) {
    return dense.without(removed);
  }

  @Override
  public String name() {
    return "none";
  }
}
