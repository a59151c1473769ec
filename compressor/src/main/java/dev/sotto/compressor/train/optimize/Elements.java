package dev.sotto.compressor.train.optimize;

/**
 * The elements of a tensor in row-major order, calculated with in double precision whatever they
 * are stored in.
 */
public interface Elements {
  int length();

  double get(int index);

  void set(int index, double value);
}
