/**
 * Activations of a model on speech: recordings with the tokens that force the decoder, and values
 * of the graphs as ONNX Runtime computes them, given clip by clip to whoever listens.
 */
package dev.sotto.compressor.calibrate;
