package dev.sotto.compressor.diagnose;

/**
 * What one layer normalisation gives, over the calibration clips (E. Lubana et al., "Beyond
 * BatchNorm", 2021).
 *
 * @param variance mean over the channels of the variance over all tokens of all clips
 * @param meanCosine mean cosine of the activations of two clips, each flattened; NaN where a clip's
 *     are all zero
 * @param stableRank number of clips through the largest eigenvalue of their Gram matrix, from 1 to
 *     the number of clips; NaN where a clip's activations are all zero
 * @param converged whether the eigenvalue was found; otherwise the rank is an upper bound
 */
public record NormActivity(
    double variance, double meanCosine, double stableRank, boolean converged) {}
