/**
 * The optimizers of training: AdamW, AdaBayes and AdaBayes-FP, each a step {@code w -= m_hat / d}
 * under a diagonal metric {@code d} that a proximal step after it shares.
 *
 * <p>Arithmetic is in double precision; weights and state vectors are stored as their {@link
 * dev.sotto.compressor.train.optimize.Elements} store them, in production as 32-bit floats. A run
 * resumes bit for bit from the weights, the state vectors and the number of the step.
 */
package dev.sotto.compressor.train.optimize;
