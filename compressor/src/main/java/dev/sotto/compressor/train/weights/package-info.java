/**
 * The weights that are trained: by role, in logical form, in memory that Java and PyTorch share.
 */
package dev.sotto.compressor.train.weights;
