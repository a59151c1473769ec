package dev.sotto.models.quantize;

import dev.sotto.models.graph.Tensor;

/**
 * Numbers of few bits: the tensors that stand for them, with the names that they have in a file if
 * they were read from one.
 */
public sealed interface PackedNumbers
    permits QuantizedMatrix, ChannelMatrix, RowLevels, HalfNumbers {

  /** How the numbers are stored. */
  NumberFormat format();

  /** The numbers as float32, with {@code name}; their data is {@link PackedData} of these. */
  Tensor numbers(String name);
}
