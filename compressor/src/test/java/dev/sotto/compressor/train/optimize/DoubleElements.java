package dev.sotto.compressor.train.optimize;

/** 64-bit floats, to hold the arithmetic against references without the rounding of storage. */
public final class DoubleElements implements Elements {
  private final double[] values;

  /** Over {@code values} itself, which is written to in place. */
  public DoubleElements(double... values) {
    this.values = values;
  }

  @Override
  public int length() {
    return values.length;
  }

  @Override
  public double get(int index) {
    return values[index];
  }

  @Override
  public void set(int index, double value) {
    values[index] = value;
  }
}
