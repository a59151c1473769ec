package dev.sotto.compressor.diagnose;

import dev.sotto.models.whisper.BlockId.Stack;

/**
 * What was found of one layer normalisation.
 *
 * @param name what its roles begin with, such as {@code decoder.layers.3.final_layer_norm}
 */
public record NormStatistics(
    Stack stack, String name, NormCapacity capacity, NormActivity activity) {}
