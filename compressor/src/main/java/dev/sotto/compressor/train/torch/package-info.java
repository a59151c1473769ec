/**
 * Whisper on PyTorch, through DJL: one differentiable model that takes its weights by role, and the
 * losses on it. DJL and its engine are used nowhere else.
 */
package dev.sotto.compressor.train.torch;
