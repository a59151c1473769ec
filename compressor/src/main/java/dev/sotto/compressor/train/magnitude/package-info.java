/**
 * Iterative magnitude pruning with rewinding: train, mask what is smallest of what is left, go back
 * to the early weights, train again. The rival that structured sparsity is held against.
 */
package dev.sotto.compressor.train.magnitude;
