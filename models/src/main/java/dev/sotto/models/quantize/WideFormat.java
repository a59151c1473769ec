package dev.sotto.models.quantize;

/** A form for the file alone: the numbers are floats again before anything reads them. */
public sealed interface WideFormat extends NumberFormat permits HalfFormat, RowFormat {}
