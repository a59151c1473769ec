/** Proof that a rewritten export computes what it should: parity in ONNX Runtime. */
package dev.sotto.compressor.verify;
