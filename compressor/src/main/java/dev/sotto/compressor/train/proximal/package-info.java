/**
 * Sparse group lasso over coupled groups: its exact proximal operator under the metric of the
 * optimizer's step, and the penalty as a term of the gradient for comparison.
 *
 * <pre>
 * penalty(w) = l1 * ||w||_1 + group * sum_g sqrt(p_g) * ||w_g||_2
 * </pre>
 *
 * with {@code p_g} the number of elements of group g (Simon et al. 2013), and a pair of strengths
 * for each of encoder and decoder. A group is what leaves a model together: a head, or a unit of a
 * feed-forward network, in all the tensors that hold a part of it.
 */
package dev.sotto.compressor.train.proximal;
