/**
 * Trains the weights of an export: parameters by role, batches of clips, the objective, the loop,
 * and the checkpoints that let it go on after an interruption. PyTorch is in {@code train.torch}
 * alone.
 */
package dev.sotto.compressor.train;
