package dev.sotto.compressor.train.proximal;

import dev.sotto.compressor.train.optimize.Elements;
import dev.sotto.compressor.train.optimize.Metric;

/** A tensor's weights after the optimizer's step, and the metric of that step. */
public record ProximalTensor(Elements weights, Metric metric) {}
